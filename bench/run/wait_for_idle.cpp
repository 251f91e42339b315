// One look a second.
#include "bench/run/wait_for_idle.hpp"

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <thread>

#include "bench/launch/guard_client.hpp"
#include "bench/machine/cpu_times.hpp"
#include "bench/machine/process_table.hpp"

namespace parbench {
namespace {

constexpr double busy_share = 0.05;  // of the usable CPUs: what makes a trial disturbed
constexpr int calm_looks = 2;
constexpr std::chrono::milliseconds between_looks{1000}, between_signals{100};

void sleep_a_look() {
  for (auto slept = between_signals; slept <= between_looks; slept += between_signals) {
    if (interrupt_pending()) throw Interrupted("interrupted");
    std::this_thread::sleep_for(between_signals);
  }
}

std::string busiest(const std::vector<ProcessEntry>& before) {
  const std::vector<ProcessEntry> after = read_processes();
  const auto top = top_processes(before, after, tree_of(getpid(), after), 1);
  if (top.empty()) return "no process that can be seen here";
  return top.front().name + " (pid " + std::to_string(top.front().pid) + ")";
}

}  // namespace

void Quiet::wait(const std::function<void(const std::string&)>& note) {
  if (!(left_s_ > 0)) return;
  const auto start = std::chrono::steady_clock::now();
  const auto passed_s = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  HostCpu host{"/", cpus_.affinity};
  std::vector<ProcessEntry> before = read_processes();
  bool told = false;
  for (int calm = 0; calm < calm_looks;) {
    sleep_a_look();
    const std::optional<double> foreign = host.foreign_cpus();
    if (!foreign) break;  // nothing to go by
    calm = *foreign < busy_share * cpus_.usable ? calm + 1 : 0;
    if (calm == 0 && !told) {
      note("waiting for a quiet machine: others use " +
           std::to_string(std::lround(100 * *foreign)) + " % of a CPU, most of all " +
           busiest(before));
      told = true;
    }
    if (passed_s() >= left_s_) {
      note("the machine did not become quiet: measuring all the same");
      break;
    }
  }
  waited_s_ += passed_s();
  left_s_ -= passed_s();
}

}  // namespace parbench
