# What `cmake --install` and `cpack` install. Everything is found from the program's own folder, so a prefix can be moved.
include(CMakePackageConfigHelpers)

set(libexec ${CMAKE_INSTALL_LIBEXECDIR}/parbench)   # runners and helper processes install themselves below it (registry.cmake)
set(share ${CMAKE_INSTALL_DATADIR}/parbench)
set(headers ${CMAKE_INSTALL_INCLUDEDIR}/parbench)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/parbench)

# A build finds reports/ and scripts/ through this link. Inside the checkout it is relative, so that both can be moved together.
set(source ${PROJECT_SOURCE_DIR})
cmake_path(IS_PREFIX PROJECT_SOURCE_DIR ${PROJECT_BINARY_DIR} is_inside)
if(is_inside)
  file(RELATIVE_PATH source ${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR})
endif()
file(CREATE_LINK "${source}" ${PROJECT_BINARY_DIR}/source SYMBOLIC)

install(TARGETS parbench RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS parbench-guard parbench-noise RUNTIME DESTINATION ${libexec})

# Python, in the folders of this tree.
install(DIRECTORY reports DESTINATION ${share} FILES_MATCHING PATTERN "*.py" PATTERN "*.html" PATTERN "*.css" PATTERN "*.js"
        PATTERN "__pycache__" EXCLUDE)
install(DIRECTORY runners/cpython DESTINATION ${share}/runners FILES_MATCHING PATTERN "*.py" PATTERN "__pycache__" EXCLUDE)
install(PROGRAMS scripts/find_python DESTINATION ${share}/scripts)
if(TARGET Python3::Interpreter)
  # A prefix is often read-only for its users. Hashed, because dates may change with a copy; -s: no path of this machine.
  install(CODE "
    set(scripts \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${share}\")
    execute_process(COMMAND ${Python3_EXECUTABLE} -I -m compileall -q --invalidation-mode checked-hash
                            -s \"\${scripts}\" \"\${scripts}\")")
endif()

# The program prints its own manual page and completions.
set(printed ${PROJECT_BINARY_DIR}/printed)
file(MAKE_DIRECTORY ${printed})
foreach(file_and_command "parbench.1 man" "parbench completion bash" "_parbench completion zsh")
  separate_arguments(command UNIX_COMMAND "${file_and_command}")
  list(POP_FRONT command file)
  add_custom_command(OUTPUT ${printed}/${file} COMMAND parbench ${command} > ${printed}/${file} DEPENDS parbench VERBATIM)
  list(APPEND printed_files ${printed}/${file})
endforeach()
add_custom_target(printed ALL DEPENDS ${printed_files})
install(FILES ${printed}/parbench.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${printed}/parbench DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(CODE "
  set(folder site-functions)
  if(CMAKE_INSTALL_PREFIX STREQUAL \"/usr\")
    set(folder vendor-completions)   # where Debian's zsh looks for those of packages
  endif()
  file(INSTALL DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/\${folder}\" TYPE FILE
       FILES \"${printed}/_parbench\")")

install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)   # the name that Debian looks for
file(GLOB pages CONFIGURE_DEPENDS docs/*.md)
install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)
install(DIRECTORY docs/examples DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs USE_SOURCE_PERMISSIONS)

# For C, and languages that can call C.
install(TARGETS parbench_kernels EXPORT parbench-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES include/parbench/kernels.h DESTINATION ${headers})
file(RELATIVE_PATH to_prefix ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/parbench.pc.in ${PROJECT_BINARY_DIR}/parbench.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/parbench.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# For runners outside this tree: parbench_add_runner(), its headers and libraries.
install(TARGETS parbench_settings parbench_base parbench_host parbench_workloads parbench_processes parbench_trial parbench_runner
        EXPORT parbench-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/parbench)
install(DIRECTORY bench/processes bench/threads DESTINATION ${headers}/bench FILES_MATCHING PATTERN "*.hpp")
install(FILES bench/backoff.hpp bench/host_usage.hpp bench/job.hpp bench/runner.hpp bench/shared_memory.hpp bench/system_error.hpp bench/task_report.hpp bench/waiting.hpp DESTINATION ${headers}/bench)
install(FILES bench/trial/main.cpp bench/trial/runner_main.hpp DESTINATION ${headers}/bench/trial)
set_target_properties(parbench_runner PROPERTIES EXPORT_NAME runner)
install(EXPORT parbench-targets NAMESPACE parbench:: DESTINATION ${package})

get_property(workload_libraries GLOBAL PROPERTY PARBENCH_WORKLOAD_LIBRARIES)
configure_package_config_file(cmake/parbench-config.cmake.in ${PROJECT_BINARY_DIR}/parbench-config.cmake
                              INSTALL_DESTINATION ${package} PATH_VARS headers)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/parbench-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/parbench-config.cmake ${PROJECT_BINARY_DIR}/parbench-config-version.cmake
              cmake/parbench-runner.cmake DESTINATION ${package})

include(package)
