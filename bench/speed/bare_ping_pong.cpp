// Two processes that send a message to and fro through two pipes: the least that a hand-over costs.
//
// usage: bare_ping_pong BYTES ROUNDS     prints the mean seconds of one way
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "bench/sharing/pipe.hpp"
#include "bench/standard_descriptors.hpp"

int main(int argc, char** argv) {
  using namespace parbench;
  open_missing_standard_descriptors();
  const long bytes = argc == 3 ? std::atol(argv[1]) : 0,
             rounds = argc == 3 ? std::atol(argv[2]) : 0;
  if (bytes < 1 || rounds < 1) {
    std::fputs("usage: bare_ping_pong BYTES ROUNDS\n", stderr);
    return 2;
  }
  std::vector<std::byte> message(static_cast<std::size_t>(bytes));
  const Pipe there, back;
  const pid_t other = fork();
  if (other < 0) return 1;
  if (other == 0) {
    for (long round = 0; round <= rounds; ++round) {
      there.read_whole(message.data(), message.size());
      back.write_whole(message.data(), message.size());
    }
    _exit(0);
  }
  auto start = std::chrono::steady_clock::now();
  for (long round = 0; round <= rounds; ++round) {
    if (round == 1) start = std::chrono::steady_clock::now();  // the first one is cold
    there.write_whole(message.data(), message.size());
    back.read_whole(message.data(), message.size());
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  waitpid(other, nullptr, 0);
  std::printf("%.17g\n", seconds / static_cast<double>(2 * rounds));
  return 0;
}
