// Which processes used the most CPU time between two looks: names for "other load". Never sees one
// that was born and ended between them.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "bench/machine/process_table.hpp"

namespace parbench {

struct BusyProcess {
  pid_t pid = 0;
  std::string name;  // printable: whatever else it held is \x0a
  double cpu_s = 0;  // between the looks, in steps of 10 ms
};

// At most `most` of them, the busiest first; those that used nothing and those of `ours` are left
// out. One that was born between the looks counts with all it used.
std::vector<BusyProcess> top_processes(const std::vector<ProcessEntry>& before,
                                       const std::vector<ProcessEntry>& after,
                                       const std::set<pid_t>& ours, std::size_t most);

}  // namespace parbench
