# parbench_add_runner(NAME SOURCE... [FAMILY FAMILY] [LIBRARIES TARGET...]) builds the executable NAME, a runner for parbench:
# one SOURCE defines `parbench::runner_info` (bench/runner.hpp). FAMILY (default: threads) is its colour in charts: serial,
# threads, processes, tasking, event_loop or mpi. This tree's own runners use it, and so does find_package(parbench).
function(parbench_add_runner name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FAMILY" "LIBRARIES")
  if(NOT arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "parbench_add_runner(${name}): name a source file")
  endif()
  if(NOT arg_FAMILY)
    set(arg_FAMILY threads)
  endif()
  get_property(main GLOBAL PROPERTY PARBENCH_RUNNER_MAIN)
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS} ${main})
  target_compile_definitions(${name} PRIVATE PARBENCH_RUNNER="${name}" PARBENCH_FAMILY="${arg_FAMILY}")
  target_link_libraries(${name} PRIVATE parbench::runner ${arg_LIBRARIES})
endfunction()
