#include "bench/run/noise.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <string>

#include "bench/launch/tree.hpp"
#include "bench/system_error.hpp"

namespace parbench {

Noise::Noise(std::uint64_t seed) {
  const std::string program = own_tree().noise.string();
  const std::string number = std::to_string(seed % 1'000'000);
  if (access(program.c_str(), X_OK) != 0)
    throw std::runtime_error(
        fmt::format("cannot run the noise generator, {}: {}", program, system_error_text(errno)));
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0)
    throw std::runtime_error(
        fmt::format("cannot run the noise generator: {}", system_error_text(errno)));
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);
    execl(program.c_str(), program.c_str(), "--spinners", "1", "--duty", "0.5", "--period", "3s",
          "--seed", number.c_str(), "--for", "600s", nullptr);
    _exit(127);
  }
}

// SIGKILL, because the driver's children inherit that it blocks SIGTERM.
Noise::~Noise() {
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace parbench
