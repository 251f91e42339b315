#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

#include "bench/backoff.hpp"

namespace parbench {

// Starts a thread; retries for up to a second if the system has none left. `worker` counts from 0,
// the message from 1.
template <typename Body>
std::thread start_thread(int worker, int workers, const Body& body) {
  Backoff backoff;
  for (;;) {
    try {
      return std::thread{body};
    } catch (const std::system_error& error) {
      const bool may_pass = error.code() == std::errc::resource_unavailable_try_again;
      if (may_pass && backoff.wait()) continue;
      throw std::runtime_error(fmt::format("thread {} of {} could not be started: {}", worker + 1,
                                           workers, error.code().message()));
    }
  }
}

}  // namespace parbench
