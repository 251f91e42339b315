// Finds and ends all descendants of this process, which must be a subreaper so that orphans become
// its children.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace parbench {

// Makes orphaned descendants children of this process.
void become_subreaper();

struct Process {
  pid_t pid;
  std::string name;
};

// The children of this process that have not ended; none if /proc is foreign.
std::vector<Process> live_children();

// Kills and reaps all descendants, in rounds until none is left (the children of a killed child
// become ours); gives up after `patience_s` on what cannot be killed. Returns the CPU seconds of
// each reaped process. Where /proc is foreign no descendant can be found: then only the process
// `groups` are killed, and whoever left them is given up after a fifth of the time.
std::map<pid_t, double> kill_descendants(const std::vector<pid_t>& groups = {},
                                         double patience_s = 5);

}  // namespace parbench
