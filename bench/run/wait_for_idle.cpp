#include "bench/run/wait_for_idle.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "bench/launch/guard_client.hpp"
#include "bench/machine/cpu_times.hpp"
#include "bench/machine/process_table.hpp"

namespace parbench {
namespace {

constexpr double busy_share = 0.05;  // of the usable CPUs: what makes a trial disturbed
constexpr int calm_checks = 2;
constexpr std::chrono::milliseconds between_checks{1000}, between_signals{100};

void sleep_until_next_check() {
  for (auto slept = between_signals; slept <= between_checks; slept += between_signals) {
    if (interrupt_pending()) throw Interrupted("interrupted");
    std::this_thread::sleep_for(between_signals);
  }
}

std::string busiest(const std::vector<ProcessEntry>& before) {
  const std::vector<ProcessEntry> after = read_processes();
  const auto top = top_processes(before, after, tree_of(getpid(), after), 1);
  if (top.empty()) return "no visible process";
  return fmt::format("{} (pid {})", top.front().name, top.front().pid);
}

}  // namespace

void IdleWait::wait(const std::function<void(const std::string&)>& note) {
  if (!(left_s_ > 0)) return;
  const auto start = std::chrono::steady_clock::now();
  const auto passed_s = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  HostCpu host{"/", cpus_.affinity};
  std::vector<ProcessEntry> before = read_processes();
  bool noted = false;
  for (int calm = 0; calm < calm_checks;) {
    sleep_until_next_check();
    const std::optional<double> foreign = host.foreign_cpus();
    if (!foreign) break;  // unknown here
    calm = *foreign < busy_share * cpus_.usable ? calm + 1 : 0;
    if (calm == 0 && !noted) {
      note(fmt::format(
          "waiting for an idle machine: other processes use {:.0f} % of a CPU, most: {}",
          100 * *foreign, busiest(before)));
      noted = true;
    }
    if (passed_s() >= left_s_) {
      note("the machine did not become idle: measuring anyway");
      break;
    }
  }
  waited_s_ += passed_s();
  left_s_ -= passed_s();
}

}  // namespace parbench
