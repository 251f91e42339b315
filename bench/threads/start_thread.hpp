#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

#include "bench/backoff.hpp"

namespace parbench {

// Calls start(), which starts a thread and returns its handle; again for up to a second if the
// system has none left. `worker` counts from 0, the message from 1.
template <typename Start>
auto start_with_patience(int worker, int workers, const Start& start) {
  Backoff backoff;
  for (;;) {
    try {
      return start();
    } catch (const std::system_error& error) {
      const bool may_pass = error.code() == std::errc::resource_unavailable_try_again;
      if (may_pass && backoff.wait()) continue;
      throw std::runtime_error(fmt::format("thread {} of {} could not be started: {}", worker + 1,
                                           workers, error.code().message()));
    }
  }
}

template <typename Body>
std::thread start_thread(int worker, int workers, const Body& body) {
  return start_with_patience(worker, workers, [&] { return std::thread{body}; });
}

}  // namespace parbench
