// The one failure that means: it ran, and what came out is wrong. Never thrown for anything else.
#pragma once

#include <stdexcept>

namespace parbench {

// A result that is not the known answer, or a task run other than exactly once. Ends the trial as
// wrong_result.
class WrongResult : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace parbench
