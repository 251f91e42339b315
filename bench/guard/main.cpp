// parbench-guard starts processes for the driver, and outlives it until all of them have ended.
//
// It is the subreaper of all that it starts, so no process escapes when its parent ends. Only the
// driver has the other end of its socket, so end of file there means that the driver has ended, for
// whatever reason; then it also removes the run's scratch folder. PDEATHSIG alone would miss
// grandchildren, daemons and the ranks of an mpirun.
//
// usage: parbench-guard SOCKET SCRATCH     (started by parbench, not by hand)
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "bench/guard/descendants.hpp"
#include "bench/guard/guard.hpp"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("parbench-guard is started by parbench, not by hand\n", stderr);
    return 2;
  }
  for (const int ignored : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) signal(ignored, SIG_IGN);
  setsid();  // Ctrl-C on the terminal is the driver's to handle
  parbench::become_subreaper();
  const int socket = std::atoi(argv[1]);
  fcntl(socket, F_SETFD, FD_CLOEXEC);  // a daemon that kept it would hide the end of the guard
  parbench::serve(socket);
  parbench::kill_descendants();
  std::error_code ignored;
  if (argv[2][0] != '\0') std::filesystem::remove_all(argv[2], ignored);
  return 0;
}
