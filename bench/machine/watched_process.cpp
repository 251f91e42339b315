#include "bench/machine/watched_process.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "bench/machine/system_files.hpp"

namespace parbench {
namespace {

// Of a thread's `status`: "voluntary_ctxt_switches:	12".
std::optional<double> voluntary_switches(const std::string& status) {
  constexpr std::string_view name = "voluntary_ctxt_switches:";
  for (const std::string_view line : lines_of(status)) {
    if (line.starts_with(name)) return number_of(line.substr(name.size()));
  }
  return std::nullopt;
}

std::optional<ThreadCounters> read_thread(const std::filesystem::path& task) {
  const auto schedstat = read_line(task / "schedstat");  // ns on a CPU, ns ready, timeslices
  const auto status = read_whole(task / "status");
  if (!schedstat || !status) return std::nullopt;
  if (status->find("\nState:\tZ") != std::string::npos) return std::nullopt;  // ended, not reaped
  const std::vector<std::string_view> words = words_of(*schedstat);
  const auto waits = voluntary_switches(*status);
  if (words.size() < 2 || !waits) return std::nullopt;
  const auto cpu_ns = number_of(words[0]), ready_ns = number_of(words[1]);
  if (!cpu_ns || !ready_ns) return std::nullopt;
  return ThreadCounters{*cpu_ns * 1e-9, *ready_ns * 1e-9, *waits};
}

}  // namespace

std::optional<ThreadTable> read_threads(pid_t pid, const std::filesystem::path& root) {
  ThreadTable threads;
  std::error_code error;
  const auto folder = below(root, "/proc/" + std::to_string(pid) + "/task");
  std::filesystem::directory_iterator entry{folder, error};
  for (; !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
    if (const auto counters = read_thread(entry->path()))
      threads[std::atoi(entry->path().filename().c_str())] = *counters;
  }
  if (threads.empty()) return std::nullopt;
  return threads;
}

WatchedProcess between(const ThreadTable& before, const ThreadTable& after, double watched_s) {
  constexpr double least_share = 0.01;
  std::vector<ThreadCounters> all;
  double busiest_s = 0;
  for (const auto& [thread, then] : before) {
    const auto now = after.find(thread);
    if (now == after.end()) continue;
    all.push_back({now->second.cpu_s - then.cpu_s, now->second.runq_wait_s - then.runq_wait_s,
                   now->second.waits - then.waits});
    busiest_s = std::max(busiest_s, all.back().cpu_s);
  }
  WatchedProcess found{watched_s, 0, 0, static_cast<int>(all.size()), 0, 0};
  ThreadCounters sum;
  for (const ThreadCounters& one : all) {
    found.cpu_s += one.cpu_s;
    if (one.cpu_s <= 0 || one.cpu_s < least_share * busiest_s) continue;
    ++found.threads;
    sum.cpu_s += one.cpu_s;
    sum.runq_wait_s += one.runq_wait_s;
    sum.waits += one.waits;
  }
  const double idle_s = std::max(0.0, found.threads * watched_s - sum.cpu_s - sum.runq_wait_s);
  const double waits = std::max(sum.waits, 1.0);
  found.compute_s = sum.cpu_s / waits;
  found.wait_s = idle_s / waits;
  return found;
}

}  // namespace parbench
