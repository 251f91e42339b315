// Patience: waits until others leave our CPUs alone. Never gives up a run: when its time is over,
// the run goes on.
#pragma once

#include <functional>
#include <string>

#include "bench/machine/cpus.hpp"

namespace parbench {

class Quiet {
 public:
  // `patience_s`: for all waits together; 0 never waits.
  Quiet(const Cpus& cpus, double patience_s) : cpus_{cpus}, left_s_{patience_s} {}

  // Until others used less than 5 % of our CPUs for two seconds on end. `note` hears of a wait that
  // begins and of one that was in vain. Throws Interrupted.
  void wait(const std::function<void(const std::string&)>& note);

  double waited_s() const { return waited_s_; }

 private:
  const Cpus& cpus_;
  double left_s_, waited_s_ = 0;
};

}  // namespace parbench
