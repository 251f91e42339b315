#include "bench/machine/cpu_times.hpp"

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "bench/machine/process_table.hpp"
#include "bench/machine/system_files.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

// In the order of /proc/stat (kernel: its "system"). The two guest columns after them are parts of
// user and nice.
enum Column { user, nice, kernel, idle, iowait, irq, softirq, steal, columns };
using Times = std::array<double, columns>;

// Ten ticks of the coarsest kernel: a shorter window cannot show whether the columns advance.
constexpr double judged_window_s = 0.1;
constexpr double least_pace = 0.5, most_pace = 1.5;

double seconds_between(const CpuTimes& before, const CpuTimes& after) {
  return static_cast<double>(after.read_at_ns - before.read_at_ns) * 1e-9;
}

std::int64_t monotonic_ns() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
}

// "cpu7 user nice system idle iowait irq softirq steal ...": kernels before 2.6.11 have fewer
// columns and are not supported.
std::optional<Times> times_of(const std::vector<std::string_view>& words) {
  if (words.size() < 1 + columns) return std::nullopt;
  Times times{};
  for (std::size_t i = 0; i < columns; ++i) {
    const std::optional<double> ticks = number_of(words[1 + i]);
    if (!ticks || *ticks < 0) return std::nullopt;
    times[i] = *ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
  }
  return times;
}

bool is_covered(const fs::path& root) {
  const std::string text = read_whole(below(root, "/proc/self/mountinfo")).value_or("");
  const std::vector<std::string_view> lines = lines_of(text);
  return std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
    const std::vector<std::string_view> words = words_of(line);
    return words.size() > 4 && words[4] == "/proc/stat";
  });
}

}  // namespace

std::optional<CpuTimes> read_cpu_times(const std::vector<int>& cpus, const fs::path& root) {
  const std::optional<std::string> text = read_whole(below(root, "/proc/stat"));
  CpuTimes sum;
  sum.read_at_ns = monotonic_ns();
  sum.cpus = static_cast<int>(cpus.size());
  if (!text || cpus.empty() || is_covered(root)) return std::nullopt;
  std::map<std::string, std::vector<std::string_view>, std::less<>> lines;
  for (const std::string_view line : lines_of(*text)) {
    const bool is_cpu = line.substr(0, 3) == "cpu";
    if (!is_cpu && line.substr(0, 10) != "processes ") continue;
    std::vector<std::string_view> words = words_of(line);
    lines.emplace(words.front(), std::move(words));
  }
  for (const int cpu : cpus) {
    const auto line = lines.find("cpu" + std::to_string(cpu));
    const std::optional<Times> times = line == lines.end() ? std::nullopt : times_of(line->second);
    if (!times) return std::nullopt;
    sum.unused_s += (*times)[idle] + (*times)[iowait] + (*times)[steal];
    sum.steal_s += (*times)[steal];
    for (const double column : *times) sum.all_s += column;
  }
  if (const auto line = lines.find("processes"); line != lines.end() && line->second.size() > 1)
    sum.births = number_of(line->second[1]).value_or(0);
  return sum.all_s > 0 ? std::optional{sum} : std::nullopt;
}

bool are_believable(const CpuTimes& before, const CpuTimes& after) {
  const double window_s = seconds_between(before, after);
  if (before.cpus != after.cpus || after.steal_s < before.steal_s) return false;
  if (window_s < judged_window_s) return after.all_s >= before.all_s;
  const double pace = (after.all_s - before.all_s) / (window_s * after.cpus);
  return pace >= least_pace && pace <= most_pace;
}

std::optional<double> foreign_cpu_s(const CpuTimes& before, const CpuTimes& after, double ours_s) {
  if (!are_believable(before, after)) return std::nullopt;
  const double used_s =
      seconds_between(before, after) * after.cpus - (after.unused_s - before.unused_s);
  const double births_s = uncharged_birth_s * std::max(0.0, after.births - before.births);
  return std::max(0.0, used_s - ours_s - births_s);
}

std::optional<double> own_tree_cpu_s() {
  if (is_foreign_proc()) return std::nullopt;
  rusage reaped{};
  getrusage(RUSAGE_CHILDREN, &reaped);
  return cpu_clock_s(getpid()).value_or(0) + descendants_cpu_s() +
         static_cast<double>(reaped.ru_utime.tv_sec + reaped.ru_stime.tv_sec) +
         1e-6 * static_cast<double>(reaped.ru_utime.tv_usec + reaped.ru_stime.tv_usec);
}

HostCpu::HostCpu(std::filesystem::path root, std::vector<int> cpus)
    : root_{std::move(root)}, cpus_{std::move(cpus)} {
  read();
}

void HostCpu::read() {
  ours_s_ = own_tree_cpu_s();
  times_ = read_cpu_times(cpus_, root_);
}

std::optional<double> HostCpu::foreign_cpus() {
  const std::optional<CpuTimes> before = times_;
  const std::optional<double> ours_before_s = ours_s_;
  read();
  if (!before || !times_ || times_->read_at_ns <= before->read_at_ns) return std::nullopt;
  if (!ours_before_s || !ours_s_) return std::nullopt;
  const auto foreign_s = foreign_cpu_s(*before, *times_, *ours_s_ - *ours_before_s);
  if (!foreign_s) return std::nullopt;
  return *foreign_s / (static_cast<double>(times_->read_at_ns - before->read_at_ns) * 1e-9);
}

}  // namespace parbench
