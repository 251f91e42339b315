# Every dependency of the project. All come from the system; nothing is downloaded.
#
# Required: Google Benchmark (its JSON output), CLI11 (command line), nlohmann-json (records), {fmt} (messages).
# Optional: without one, the parts that name its target in their add_runner or add_workload line are not built.
find_package(Threads REQUIRED)

macro(parbench_require package debian_package)
  find_package(${package} ${ARGN} QUIET)
  if(NOT ${package}_FOUND)
    message(FATAL_ERROR "parbench needs ${package}: sudo apt install ${debian_package}")
  endif()
endmacro()

parbench_require(benchmark libbenchmark-dev)
parbench_require(CLI11 libcli11-dev)
parbench_require(nlohmann_json nlohmann-json3-dev)
parbench_require(fmt libfmt-dev)

option(PARBENCH_WITH_TBB "Build the runners on oneTBB where it is found" ON)
option(PARBENCH_WITH_OPENMP "Build the OpenMP runners where the compiler has OpenMP" ON)
option(PARBENCH_WITH_BOOST "Build the fetch workload and asio_pool where Boost is found" ON)
option(PARBENCH_WITH_MPI "Build the mpi runner where MPI is found" ON)
option(PARBENCH_WITH_PYTHON "Build the CPython runners where Python 3.9 or newer is found (-DPython3_EXECUTABLE names another)" ON)
if(PARBENCH_WITH_TBB)
  find_package(TBB QUIET)
  if(TARGET TBB::tbb)
    # Its flow graph casts to classes that are not yet constructed.
    set_property(TARGET TBB::tbb APPEND PROPERTY INTERFACE_COMPILE_OPTIONS -fno-sanitize=vptr)
  endif()
endif()
if(PARBENCH_WITH_OPENMP)
  find_package(OpenMP QUIET COMPONENTS CXX)
endif()
if(PARBENCH_WITH_BOOST)
  find_package(Boost 1.74 QUIET)
endif()
if(PARBENCH_WITH_MPI)
  find_package(MPI QUIET COMPONENTS CXX)
endif()
if(PARBENCH_WITH_PYTHON)
  find_package(Python3 3.9 QUIET COMPONENTS Interpreter)
endif()

# The Debian package of an optional target: `parbench list` shows it for a part that is not built.
set(PARBENCH_PACKAGE_TBB::tbb libtbb-dev)
set(PARBENCH_PACKAGE_OpenMP::OpenMP_CXX "g++ (or libomp-dev for clang++)")
set(PARBENCH_PACKAGE_Boost::headers libboost-dev)
set(PARBENCH_PACKAGE_MPI::MPI_CXX "libopenmpi-dev openmpi-bin")
set(PARBENCH_PACKAGE_Python3::Interpreter python3)

if(PARBENCH_BUILD_TESTS)
  parbench_require(GTest libgtest-dev)
endif()
