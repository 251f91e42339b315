// What a call threw, as text. Never catches another type than the one asked for.
#pragma once

#include <string>

namespace parbench {

template <typename Error, typename Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace parbench
