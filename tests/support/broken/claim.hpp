// The description and the record of a runner that claims to have run its tasks.
#pragma once

#include <iostream>
#include <string>

#include "bench/digest.hpp"
#include "bench/protocol.hpp"

namespace parbench {

inline int describe_claimed() {
  std::cout << R"({"protocol": 1, "name": ")" << PARBENCH_RUNNER
            << R"(", "family": "threads", "scales": false,)"
            << R"("about": "broken on purpose", "workers": "none", "workloads": ["conformance"]})"
            << '\n';
  return 0;
}

// As a correct serial runner would write it for the workload `conformance`.
inline TrialRecord claimed_record(const TrialRequest& request) {
  TrialRecord record;
  record.tasks = std::stoull(request.parameters.at("tasks"));
  record.passes = request.passes;
  record.wall_s = record.wall_min_s = record.wall_max_s = 1e-3;
  record.workers_seen = record.max_in_flight = record.tasks > 0 ? 1 : 0;
  for (std::uint64_t i = 0; i < record.tasks; ++i) record.digest.sum += mix(i, scramble(i));
  return record;
}

}  // namespace parbench
