// What tests make threads and processes do: use CPU time, sleep, run in a child.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <thread>

#include "bench/trial/clocks.hpp"

namespace parbench {

// Uses this much CPU time of the calling thread.
inline void spin(std::int64_t cpu_ns) {
  const std::int64_t end = thread_cpu_ns() + cpu_ns;
  while (thread_cpu_ns() < end) {
  }
}

inline void sleep_ms(int count) { std::this_thread::sleep_for(std::chrono::milliseconds{count}); }

// A forked child that runs `body` and exits with status 0.
template <typename Body>
pid_t forked(const Body& body) {
  const pid_t child = fork();
  if (child != 0) return child;
  body();
  _exit(0);
}

}  // namespace parbench
