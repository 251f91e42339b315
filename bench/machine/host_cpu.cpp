// The same subtraction as around a trial's passes, without a trial.
#include "bench/machine/host_cpu.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

#include "bench/machine/process_table.hpp"

namespace parbench {
namespace {

double own_tree_cpu_s() {
  rusage reaped{};
  getrusage(RUSAGE_CHILDREN, &reaped);
  return cpu_clock_s(getpid()).value_or(0) + descendants_cpu_s() +
         static_cast<double>(reaped.ru_utime.tv_sec + reaped.ru_stime.tv_sec) +
         1e-6 * static_cast<double>(reaped.ru_utime.tv_usec + reaped.ru_stime.tv_usec);
}

}  // namespace

HostCpu::HostCpu(std::filesystem::path root, std::vector<int> cpus)
    : root_{std::move(root)}, cpus_{std::move(cpus)} {
  look();
}

void HostCpu::look() {
  ours_s_ = own_tree_cpu_s();
  times_ = read_cpu_times(cpus_, root_);
}

std::optional<double> HostCpu::foreign_cpus() {
  const std::optional<CpuTimes> before = times_;
  const double ours_before_s = ours_s_;
  look();
  if (!before || !times_ || times_->read_at_ns <= before->read_at_ns) return std::nullopt;
  const auto foreign_s = foreign_cpu_s(*before, *times_, ours_s_ - ours_before_s);
  if (!foreign_s) return std::nullopt;
  return *foreign_s / (static_cast<double>(times_->read_at_ns - before->read_at_ns) * 1e-9);
}

}  // namespace parbench
