// The guard: starts processes for the driver and outlives it just long enough to leave nothing
// behind.
//
// It is the subreaper of all that it starts, so nothing escapes by losing its parent, and it holds
// one end of a socket whose other end only the driver has: end of file there means that the driver
// is gone, however it went. PDEATHSIG alone would miss grandchildren, daemons and the ranks of an
// mpirun. It also removes the run's scratch folder then.
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
  fcntl(socket, F_SETFD,
        FD_CLOEXEC);  // held by a daemon, it would hide from the driver that the guard is gone
  parbench::serve(socket);
  parbench::kill_descendants();
  std::error_code ignored;
  if (argv[2][0] != '\0') std::filesystem::remove_all(argv[2], ignored);
  return 0;
}
