#include "bench/trial/clocks.hpp"

#include <dirent.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "bench/machine/process_table.hpp"

namespace parbench {
namespace {

std::int64_t read_ns(clockid_t clock) {
  timespec t{};
  return clock_gettime(clock, &t) == 0 ? t.tv_sec * 1'000'000'000LL + t.tv_nsec : -1;
}

// The name of one of our threads in /proc/self/task. A foreign /proc has others there; the last one
// that "NSpid:" lists is in our namespace.
std::string name_in_proc(pid_t tid) {
  std::string own = std::to_string(tid);
  if (!is_foreign_proc()) return own;
  std::error_code error;
  std::filesystem::directory_iterator entry{"/proc/self/task", error};
  for (; !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
    std::ifstream status(entry->path() / "status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("NSpid:") && line.ends_with("\t" + own)) return entry->path().filename();
    }
  }
  return "0";  // there is no such thread
}

// The kernel's own encoding of "CPU clock of thread tid" (CPUCLOCK_PERTHREAD | CPUCLOCK_SCHED in
// posix-timers.h); what pthread_getcpuclockid returns, for threads whose pthread_t is unknown.
clockid_t clock_of_thread(pid_t tid) {
  return static_cast<clockid_t>((~static_cast<unsigned>(tid) << 3) | 6U);
}

void refresh_all_thread_clocks() {
  DIR* folder = opendir("/proc/self/task");
  if (folder == nullptr) return;
  while (const dirent* entry = readdir(folder)) {
    const pid_t tid = std::atoi(entry->d_name);
    if (tid > 0) read_ns(clock_of_thread(tid));
  }
  closedir(folder);
}

std::int64_t cpu_ns_of(const rusage& use) {
  return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1'000'000'000LL +
         (use.ru_utime.tv_usec + use.ru_stime.tv_usec) * 1'000LL;
}

}  // namespace

std::int64_t now_ns() { return read_ns(CLOCK_MONOTONIC); }

std::int64_t thread_cpu_ns() { return read_ns(CLOCK_THREAD_CPUTIME_ID); }

Switches thread_switches() {
  rusage use{};
  getrusage(RUSAGE_THREAD, &use);
  return {use.ru_nvcsw, use.ru_nivcsw};
}

std::optional<std::int64_t> cpu_ns_of_thread(pid_t tid) {
  const std::int64_t ns = read_ns(clock_of_thread(tid));
  return ns < 0 ? std::nullopt : std::optional{ns};
}

std::optional<Switches> switches_of_thread(pid_t tid) {
  std::ifstream status("/proc/self/task/" + name_in_proc(tid) + "/status");
  Switches found;
  int seen = 0;
  for (std::string word; status >> word;) {
    if (word == "voluntary_ctxt_switches:" && status >> found.voluntary) ++seen;
    if (word == "nonvoluntary_ctxt_switches:" && status >> found.involuntary) ++seen;
  }
  return seen == 2 ? std::optional{found} : std::nullopt;
}

Usage usage_of_process_and_reaped() {
  refresh_all_thread_clocks();
  rusage self{}, reaped{};
  getrusage(RUSAGE_SELF, &self);
  getrusage(RUSAGE_CHILDREN, &reaped);
  return {read_ns(CLOCK_PROCESS_CPUTIME_ID) + cpu_ns_of(reaped),
          {self.ru_nvcsw + reaped.ru_nvcsw, self.ru_nivcsw + reaped.ru_nivcsw}};
}

// A child that is reaped between two readings moves from one sum to the other.
std::optional<double> cpu_s_of_trial(std::optional<int> helper, const LiveWorkers& workers) {
  if (is_foreign_proc()) return std::nullopt;
  double sum_s = descendants_cpu_s(workers.pids) + workers.children_cpu_s;
  if (helper) {
    const std::optional<double> helper_s = cpu_clock_s(*helper);
    if (!helper_s) return std::nullopt;
    sum_s += *helper_s;
  }
  return sum_s + static_cast<double>(usage_of_process_and_reaped().cpu_ns) * 1e-9;
}

std::int64_t peak_rss_kib() {
  // Not ru_maxrss for this process: exec keeps the peak of the program before.
  std::int64_t own = 0;
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "VmHWM:") status >> own;
  }
  rusage reaped{};
  getrusage(RUSAGE_CHILDREN, &reaped);
  return std::max<std::int64_t>(own, reaped.ru_maxrss);
}

}  // namespace parbench
