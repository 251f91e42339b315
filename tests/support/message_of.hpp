// The message of the exception that a call throws.
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
