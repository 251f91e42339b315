// Walks /proc: the lists of children under /proc/PID/task are not in every kernel.
#include "bench/machine/process_table.hpp"

#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <system_error>

#include "bench/machine/system_files.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

double seconds_of_ticks(double ticks) { return ticks / static_cast<double>(sysconf(_SC_CLK_TCK)); }

std::vector<ProcessEntry> descending_entries() {
  std::vector<ProcessEntry> processes;
  if (!has_children()) return processes;  // /proc takes milliseconds on a busy machine
  processes = read_processes();
  const std::set<pid_t> tree = tree_of(getpid(), processes);
  std::erase_if(processes, [&](const ProcessEntry& process) {
    return process.pid == getpid() || !tree.contains(process.pid);
  });
  return processes;
}

}  // namespace

// "pid (name) state ppid ...": the name may contain spaces and parentheses. The fields after it
// are numbered from 3 in proc(5).
std::optional<ProcessEntry> parse_process(std::string_view line) {
  const std::size_t open = line.find('('), close = line.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open)
    return std::nullopt;
  const std::vector<std::string_view> words = words_of(line.substr(close + 1));
  if (words.size() < 20) return std::nullopt;
  const auto field = [&](std::size_t number) { return number_of(words[number - 3]); };
  const auto pid = number_of(line.substr(0, open)), parent = field(4);
  const auto user = field(14), system = field(15);
  const auto reaped_user = field(16), reaped_system = field(17), started = field(22);
  if (!pid || !parent || !user || !system || !reaped_user || !reaped_system || !started)
    return std::nullopt;
  return ProcessEntry{static_cast<pid_t>(*pid),
                      static_cast<pid_t>(*parent),
                      std::string(line.substr(open + 1, close - open - 1)),
                      seconds_of_ticks(*user + *system),
                      seconds_of_ticks(*reaped_user + *reaped_system),
                      *started,
                      words[0][0]};
}

bool has_children() {
  return waitid(P_ALL, 0, nullptr, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

bool is_foreign_proc(const fs::path& root) {
  std::error_code missing;
  const fs::path self = fs::read_symlink(below(root, "/proc/self"), missing);
  return !missing && self != std::to_string(getpid());
}

bool is_foreign_proc() {
  static const bool foreign = is_foreign_proc("/");
  return foreign;
}

std::vector<ProcessEntry> read_processes(const fs::path& root) {
  std::vector<ProcessEntry> processes;
  if (is_foreign_proc(root)) return processes;
  std::error_code error;
  fs::directory_iterator entry{below(root, "/proc"), error};
  for (; !error && entry != fs::directory_iterator{}; entry.increment(error)) {
    if (std::atoi(entry->path().filename().c_str()) <= 0) continue;
    const std::optional<std::string> text = read_whole(entry->path() / "stat");
    if (!text) continue;
    if (const auto process = parse_process(*text)) processes.push_back(*process);
  }
  return processes;
}

std::set<pid_t> tree_of(pid_t ancestor, const std::vector<ProcessEntry>& processes) {
  std::set<pid_t> tree{ancestor};
  for (bool grew = true; grew;) {
    grew = false;
    for (const ProcessEntry& process : processes) {
      if (tree.contains(process.parent)) grew |= tree.insert(process.pid).second;
    }
  }
  return tree;
}

std::optional<double> cpu_clock_s(pid_t pid) {
  clockid_t clock{};
  timespec t{};
  if (pid <= 0 || clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
    return std::nullopt;
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

double descendants_cpu_s(const std::set<pid_t>& apart) {
  double sum_s = 0;
  for (const ProcessEntry& process : descending_entries()) {
    sum_s += cpu_clock_s(process.pid).value_or(0);
    if (!apart.contains(process.pid)) sum_s += process.reaped_cpu_s;
  }
  return sum_s;
}

std::vector<pid_t> descendants() {
  std::vector<pid_t> pids;
  for (const ProcessEntry& process : descending_entries()) pids.push_back(process.pid);
  return pids;
}

std::vector<BusyProcess> top_processes(const std::vector<ProcessEntry>& before,
                                       const std::vector<ProcessEntry>& after,
                                       const std::set<pid_t>& ours, std::size_t most) {
  std::map<pid_t, const ProcessEntry*> earlier;
  for (const ProcessEntry& process : before) earlier[process.pid] = &process;
  std::vector<BusyProcess> busy;
  for (const ProcessEntry& process : after) {
    if (ours.contains(process.pid)) continue;
    const auto found = earlier.find(process.pid);
    const bool same =
        found != earlier.end() && found->second->started_ticks == process.started_ticks;
    const double cpu_s = process.cpu_s - (same ? found->second->cpu_s : 0);
    if (cpu_s > 0) busy.push_back({process.pid, printable(process.name), cpu_s});
  }
  std::stable_sort(busy.begin(), busy.end(), [](const BusyProcess& a, const BusyProcess& b) {
    return a.cpu_s != b.cpu_s ? a.cpu_s > b.cpu_s : a.pid < b.pid;
  });
  if (busy.size() > most) busy.resize(most);
  return busy;
}

}  // namespace parbench
