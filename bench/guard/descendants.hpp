// Finding and ending everything that descends from this process. Works for a subreaper: orphans
// come back to it.
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

// The children of this process that have not ended, with the names of their programs.
std::vector<Process> live_children();

// Kills all descendants and reaps them, round after round until none is left (a killed child's
// children come to us); gives up after `patience_s` on what cannot die. Returns the CPU seconds of
// each process that it reaped.
std::map<pid_t, double> kill_descendants(double patience_s = 5);

}  // namespace parbench
