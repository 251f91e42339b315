// The message that parbench_error() returns.
#pragma once

#include <exception>
#include <string>

namespace parbench {

inline std::string& last_error() {
  thread_local std::string text;
  return text;
}

// Runs body(); what it throws becomes the last error, because no exception may reach C. Returns
// `failed` then.
template <typename Body, typename Result>
Result guarded(Result failed, const Body& body) noexcept {
  try {
    return body();
  } catch (const std::exception& error) {
    last_error() = error.what();
  } catch (...) {
    last_error() = "an unknown exception";
  }
  return failed;
}

}  // namespace parbench
