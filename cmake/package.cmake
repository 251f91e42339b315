# The Debian package: `cpack -G DEB` in a build's folder.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The parbench authors <parbench@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_PACKAGE_DESCRIPTION "Measures the same checked work serially and under threads, thread pools,
processes, process pools, oneTBB, OpenMP and CPython's pools, and says which
number of workers is best on this machine, and how sure it is of that.")
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
if(DPKG_SHLIBDEPS)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
endif()
# Verdicts and the report; without them a run ends with a table of median times.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3 (>= 3.11), python3-numpy, python3-scipy, python3-matplotlib, python3-jinja2")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "g++, cmake, libfmt-dev")   # to build a runner with find_package(parbench)
include(CPack)
