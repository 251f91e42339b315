#pragma once

#include <stdexcept>

namespace parbench {

// A result that is not the expected one, or a task that did not run exactly once. The trial ends as
// wrong_result.
class WrongResult : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace parbench
