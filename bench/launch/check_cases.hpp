// What is wrong with a trial of the workload `conformance`, in one line; empty if nothing is.
#pragma once

#include <cstdint>
#include <string>

#include "bench/launch/launch.hpp"

namespace parbench {

struct CheckedTrial {
  Outcome outcome;
  int workers = 1;
  std::uint64_t tasks = 0;
  std::uint64_t passes = 0;  // 0: chosen by the runner
  double seconds = 0;        // of the whole trial, from process start to end
};

// For a trial that must succeed. The launcher has checked its digest.
std::string wrong_record(const CheckedTrial& tried);

// The same with a traced pass; a runner may leave the trace out.
std::string wrong_trace(const CheckedTrial& tried);

// The same if all workers must run at once, several times per pass.
std::string wrong_meeting(const CheckedTrial& tried);

// For a trial that must fail with a reason that contains `message`.
std::string wrong_failure(const CheckedTrial& tried, const std::string& message);

// For a trial in which task 7 kills its process; a normal trial takes `usual_s`.
std::string wrong_death(const CheckedTrial& tried, const std::string& family, double usual_s);

}  // namespace parbench
