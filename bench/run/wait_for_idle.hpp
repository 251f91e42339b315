#pragma once

#include <functional>
#include <string>

#include "bench/machine/cpus.hpp"

namespace parbench {

// Waits until other processes leave our CPUs alone. Never gives up a run: when the time for waiting
// is over, the run continues.
class IdleWait {
 public:
  // `limit_s`: for all waits together; 0 never waits.
  IdleWait(const Cpus& cpus, double limit_s) : cpus_{cpus}, left_s_{limit_s} {}

  // Until others used less than 5 % of our CPUs for two seconds in a row. `note` gets a line when a
  // wait begins and when one was in vain. Throws Interrupted.
  void wait(const std::function<void(const std::string&)>& note);

  double waited_s() const { return waited_s_; }

 private:
  const Cpus& cpus_;
  double left_s_, waited_s_ = 0;
};

}  // namespace parbench
