// From what programs elsewhere say that they used to the rows of workers and of hosts.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "bench/host_usage.hpp"
#include "bench/record.hpp"
#include "bench/trial/clocks.hpp"

namespace parbench {

// CPU seconds of those workers that run on this machine.
double cpu_s_on(std::uint64_t machine, const UsageElsewhere& usage);

// Fills in what each worker used between two readings, whose tasks have added nothing to its row.
// Returns the sum.
Usage add_usage(const UsageElsewhere& before, const UsageElsewhere& after,
                std::vector<WorkerRecord>& workers);

// A row per host. On hosts that are `machine` itself, others used what was measured there.
std::vector<HostRecord> host_records(const UsageElsewhere& before, const UsageElsewhere& after,
                                     const std::vector<WorkerRecord>& workers,
                                     std::uint64_t machine, std::optional<double> foreign_cpu_s);

}  // namespace parbench
