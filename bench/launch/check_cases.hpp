// What is wrong with a trial of the workload `conformance`, in one line; empty: nothing. Never runs
// one.
#pragma once

#include <cstdint>
#include <string>

#include "bench/launch/launch.hpp"

namespace parbench {

struct Tried {
  Outcome outcome;
  int workers = 1;
  std::uint64_t tasks = 0;
  std::uint64_t passes = 0;  // 0: the runner's own choice
  double seconds = 0;        // of the whole trial, its process's start and end included
};

// Of a trial that had to succeed. The launcher has checked its digest.
std::string wrong_record(const Tried& tried);

// The same where a traced pass was asked for; a runner may leave the trace out.
std::string wrong_trace(const Tried& tried);

// The same where all workers had to run at once, several times a pass.
std::string wrong_meeting(const Tried& tried);

// Of a trial that had to fail with a reason that contains `message`.
std::string wrong_failure(const Tried& tried, const std::string& message);

// Of a trial in which task 7 killed its process, where an undisturbed trial takes `usual_s`.
std::string wrong_death(const Tried& tried, const std::string& family, double usual_s);

}  // namespace parbench
