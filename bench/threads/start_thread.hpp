// Starts a thread, with a little patience where the system has none left. Never terminates the
// program.
#pragma once

#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

#include "bench/backoff.hpp"

namespace parbench {

// `worker` counts from 0; the message counts from 1.
template <typename Body>
std::thread start_thread(int worker, int workers, const Body& body) {
  Backoff backoff;
  for (;;) {
    try {
      return std::thread{body};
    } catch (const std::system_error& error) {
      const bool may_pass = error.code() == std::errc::resource_unavailable_try_again;
      if (may_pass && backoff.wait()) continue;
      throw std::runtime_error("thread " + std::to_string(worker + 1) + " of " +
                               std::to_string(workers) +
                               " could not be started: " + error.code().message());
    }
  }
}

}  // namespace parbench
