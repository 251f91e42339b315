// What every fuzz target needs: a promise that stops the program where it is broken.
#pragma once

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

#include "bench/parameters.hpp"
#include "bench/run_options.hpp"
#include "bench/utf8.hpp"

namespace parbench::fuzz {

inline void require(bool holds, std::string_view promise, std::string_view seen = "") {
  if (holds) return;
  std::cerr << "broken promise: " << promise << ": " << seen << std::endl;
  std::abort();
}

// A message for a terminal and for a row: text on one line, which says something.
inline void require_one_line(const std::string& message) {
  require(!message.empty() && message == one_line(message, message.size()),
          "an error is one line of printable text", message);
}

// Runs `body`, which may refuse its input with an Error and nothing else; whether it accepted it.
template <typename Error, typename Body>
bool accepts(Body&& body) {
  try {
    body();
    return true;
  } catch (const Error& error) {
    require_one_line(error.what());
  } catch (const std::exception& error) {
    require(false, "an input is refused by the error that its reader names", error.what());
  }
  return false;
}

// The same for what a user typed, which ends in exit code 2.
template <typename Body>
bool user_may(Body&& body) {
  return accepts<UsageError>([&] {
    try {
      body();
    } catch (const BadParameter& error) {
      throw UsageError(error.what());
    }
  });
}

inline std::string_view text_of(const unsigned char* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace parbench::fuzz

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
