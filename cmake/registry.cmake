# Registration: one line per workload, one line per runner. Their order is the order in lists, tables and charts.

# The first of the given targets that does not exist, and its package (both empty when all exist).
function(parbench_find_missing missing package)
  set(${missing} "" PARENT_SCOPE)
  set(${package} "" PARENT_SCOPE)
  foreach(target IN LISTS ARGN)
    if(NOT TARGET ${target})
      set(${missing} ${target} PARENT_SCOPE)
      set(${package} "${PARBENCH_PACKAGE_${target}}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# add_workload(NAME [HELPER SOURCE] [REQUIRES TARGET...]) compiles NAME.cpp, which defines `NAME_workload`.
# HELPER also builds SOURCE as an executable of that stem in the build's helpers/ folder.
function(add_workload name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "HELPER" "REQUIRES")
  parbench_find_missing(missing package ${arg_REQUIRES})
  if(missing)
    message(STATUS "workload ${name}: not built, needs ${missing} (package ${package})")
    set_property(GLOBAL APPEND PROPERTY PARBENCH_ABSENT_WORKLOADS "    {\"${name}\", \"${package}\"},\n")
    return()
  endif()
  target_sources(parbench_workloads PRIVATE ${name}.cpp)
  foreach(target IN LISTS arg_REQUIRES)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "INTERFACE_LIBRARY")   # headers only: a runner outside this tree does not need them
      set(target $<BUILD_INTERFACE:${target}>)
    else()
      set_property(GLOBAL APPEND PROPERTY PARBENCH_WORKLOAD_LIBRARIES ${target})
    endif()
    target_link_libraries(parbench_workloads PRIVATE ${target})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY PARBENCH_WORKLOADS ${name})
  if(arg_HELPER)
    get_filename_component(stem ${arg_HELPER} NAME_WE)
    add_executable(${stem} ${arg_HELPER})
    target_link_libraries(${stem} PRIVATE parbench_base ${arg_REQUIRES})
    set_target_properties(${stem} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/helpers)
    install(TARGETS ${stem} RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/parbench/helpers)
  endif()
endfunction()

# Adds a runner to parbench's table. Sets ABSENT if one of the given targets does not exist.
function(parbench_register_runner absent name family)
  parbench_find_missing(missing package ${ARGN})
  if(missing)
    message(STATUS "runner ${name}: not built, needs ${missing} (package ${package})")
    set(row "{\"${name}\", \"${family}\", false, \"${package}\"}")
  else()
    set(row "{\"${name}\", \"${family}\", true, \"\"}")
  endif()
  set_property(GLOBAL APPEND PROPERTY PARBENCH_RUNNER_ROWS "    ${row},\n")
  set(${absent} "${missing}" PARENT_SCOPE)
endfunction()

# add_runner(NAME FAMILY [PROGRAMS] [TARGET...]) builds NAME.cpp, which defines `runner_info`, into the executable runners/NAME.
# If a TARGET does not exist, it is not built. tests/CMakeLists.txt makes its tests from the target's properties.
# PROGRAMS: its workers are programs that make a trial's work again, so that only the whole executable can be tested.
function(add_runner name family)
  cmake_parse_arguments(PARSE_ARGV 2 arg "PROGRAMS" "" "")
  set(targets ${arg_UNPARSED_ARGUMENTS})
  parbench_register_runner(absent ${name} ${family} ${targets})
  if(absent)
    return()
  endif()
  parbench_add_runner(${name} ${name}.cpp FAMILY ${family} LIBRARIES ${targets})
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/parbench/runners)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/runners
    PARBENCH_FAMILY "${family}")
  if(NOT arg_PROGRAMS)
    set_property(GLOBAL APPEND PROPERTY PARBENCH_CPP_RUNNERS ${name})
  endif()
endfunction()

# add_script_runner(NAME FAMILY SCRIPT [TARGET...]) makes the executable runners/NAME, which runs SCRIPT of this source tree
# with the Python that was found here, isolated from the user's folder and environment; bytecode goes to the build folder.
# NAME and FAMILY precede the protocol's arguments. If a TARGET does not exist, it is not built.
function(add_script_runner name family script)
  parbench_register_runner(absent ${name} ${family} ${ARGN})
  if(absent)
    return()
  endif()
  if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${script})
    message(FATAL_ERROR "runner ${name}: there is no ${CMAKE_CURRENT_SOURCE_DIR}/${script}")
  endif()
  parbench_find_interpreter(interpreter)
  string(REPLACE "'" "'\\''" interpreter "${interpreter}")   # inside single quotes of a shell
  file(RELATIVE_PATH script ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/${script})
  set(resources ../source)
  set(bytecode [[-X "pycache_prefix=$here/../bytecode"]])
  parbench_write_script_runner(${PROJECT_BINARY_DIR}/runners/${name})
  file(RELATIVE_PATH resources ${CMAKE_INSTALL_FULL_LIBEXECDIR}/parbench/runners ${CMAKE_INSTALL_FULL_DATADIR}/parbench)
  set(bytecode)   # lies beside the scripts
  parbench_write_script_runner(${PROJECT_BINARY_DIR}/installed_runners/${name})
  install(PROGRAMS ${PROJECT_BINARY_DIR}/installed_runners/${name} DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/parbench/runners)
endfunction()

macro(parbench_write_script_runner path)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/script_runner.in ${path} @ONLY
                 FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
endmacro()

# The interpreter itself, not a script that finds one at each start (pyenv's are slow and depend on the folder).
function(parbench_find_interpreter result)
  execute_process(COMMAND ${Python3_EXECUTABLE} -I -c "import sys; print(sys.executable)"
                  OUTPUT_VARIABLE interpreter OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(${result} "${interpreter}" PARENT_SCOPE)
endfunction()

# A source in this folder that CMakeLists.txt does not name is an error: its line was forgotten.
function(parbench_check_sources)
  file(GLOB sources RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS *.cpp)
  file(READ CMakeLists.txt lines)
  foreach(source IN LISTS sources)
    get_filename_component(stem ${source} NAME_WE)
    if(NOT lines MATCHES "[( \n]${stem}[ .)\n]")
      message(FATAL_ERROR "${CMAKE_CURRENT_SOURCE_DIR}/${source} is not in CMakeLists.txt: add its add_runner or add_workload line")
    endif()
  endforeach()
endfunction()

function(parbench_write_workload_table)
  get_property(names GLOBAL PROPERTY PARBENCH_WORKLOADS)
  foreach(name IN LISTS names)
    string(APPEND declarations "extern const WorkloadInfo ${name}_workload;\n")
    string(APPEND rows "    {\"${name}\", &${name}_workload},\n")
  endforeach()
  get_property(absent GLOBAL PROPERTY PARBENCH_ABSENT_WORKLOADS)
  string(CONCAT absent_rows ${absent})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/workload_table.cpp.in ${PROJECT_BINARY_DIR}/workload_table.cpp @ONLY)
  target_sources(parbench_workloads PRIVATE ${PROJECT_BINARY_DIR}/workload_table.cpp)
endfunction()

function(parbench_write_runner_table)
  get_property(rows_list GLOBAL PROPERTY PARBENCH_RUNNER_ROWS)
  string(CONCAT rows ${rows_list})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/runner_table.cpp.in ${PROJECT_BINARY_DIR}/runner_table.cpp @ONLY)
endfunction()
