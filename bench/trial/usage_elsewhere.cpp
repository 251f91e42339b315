#include "bench/trial/usage_elsewhere.hpp"

#include <algorithm>

namespace parbench {
namespace {

std::int64_t cpu_ns_on(std::uint64_t machine, const UsageElsewhere& usage) {
  std::int64_t sum_ns = 0;
  for (const HostUsage& host : usage.hosts) {
    if (host.reading.machine != machine) continue;
    for (const int worker : host.workers)
      sum_ns += usage.workers[static_cast<std::size_t>(worker)].cpu_ns;
  }
  return sum_ns;
}

}  // namespace

double cpu_s_on(std::uint64_t machine, const UsageElsewhere& usage) {
  std::int64_t sum_ns = cpu_ns_on(machine, usage);
  if (usage.hosts.empty())
    for (const WorkerUsage& worker : usage.workers) sum_ns += worker.cpu_ns;
  return static_cast<double>(sum_ns) * 1e-9;
}

Usage add_usage(const UsageElsewhere& before, const UsageElsewhere& after,
                std::vector<WorkerRecord>& workers) {
  Usage total;
  for (std::size_t i = 0; i < after.workers.size(); ++i) {
    const WorkerUsage &was = before.workers[i], &is = after.workers[i];
    WorkerRecord& row = workers[i];
    row.cpu_s = static_cast<double>(is.cpu_ns - was.cpu_ns) * 1e-9;
    row.voluntary_switches = is.voluntary_switches - was.voluntary_switches;
    row.involuntary_switches = is.involuntary_switches - was.involuntary_switches;
    total.cpu_ns += is.cpu_ns - was.cpu_ns;
    total.switches.voluntary += *row.voluntary_switches;
    total.switches.involuntary += *row.involuntary_switches;
  }
  return total;
}

std::vector<HostRecord> host_records(const UsageElsewhere& before, const UsageElsewhere& after,
                                     const std::vector<WorkerRecord>& workers,
                                     std::uint64_t machine, std::optional<double> foreign_cpu_s) {
  std::vector<HostRecord> records;
  for (std::size_t i = 0; i < after.hosts.size(); ++i) {
    const HostUsage& host = after.hosts[i];
    const HostReading& reading = host.reading;
    HostRecord& record = records.emplace_back();
    record.host = host.name;
    record.cpu_model = reading.cpu_model;
    record.cpus = reading.cpus;
    record.workers = static_cast<int>(host.workers.size());
    record.cpu_s = 0;
    for (const int worker : host.workers) {
      const WorkerRecord& row = workers[static_cast<std::size_t>(worker)];
      record.tasks += row.tasks;
      *record.cpu_s += row.cpu_s.value_or(0);
    }
    if (reading.machine == machine) {
      record.foreign_cpu_s = foreign_cpu_s;
    } else if (reading.used_cpu_s) {
      const auto ours_ns = cpu_ns_on(reading.machine, after) - cpu_ns_on(reading.machine, before);
      record.foreign_cpu_s =
          std::max(0.0, *reading.used_cpu_s - static_cast<double>(ours_ns) * 1e-9);
    }
    record.steal_s = reading.steal_s;
    record.throttled_s = reading.throttled_s;
    record.sent_bytes = host.sent_bytes - before.hosts[i].sent_bytes;
    record.received_bytes = host.received_bytes - before.hosts[i].received_bytes;
  }
  return records;
}

}  // namespace parbench
