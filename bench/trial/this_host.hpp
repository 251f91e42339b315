// What a program of a trial tells of the machine that it runs on.
#pragma once

#include <cstdint>

#include "bench/host_usage.hpp"
#include "bench/machine/host_load.hpp"

namespace parbench {

// Of the running kernel: equal in all its containers.
std::uint64_t this_machine();

class ThisHost {
 public:
  ThisHost();

  // The load is that since the last call, of which the first call knows none.
  HostReading read();

 private:
  HostReading facts_;
  HostLoad load_;
  bool begun_ = false;
};

}  // namespace parbench
