#include "bench/launch/check_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>

#include "bench/digest.hpp"
#include "bench/launch/check_cases.hpp"
#include "bench/machine/cpus.hpp"

namespace parbench {
namespace {

constexpr const char* workload_name = "conformance";
constexpr double long_s = 5;
constexpr double short_sample_s = 0.01;

using Settings = std::map<std::string, std::string>;

class Check {
 public:
  Check(const FoundRunner& runner, Launcher& launcher, double deadline_s,
        const std::function<void(const Finding&)>& report)
      : runner_{runner}, launcher_{launcher}, deadline_s_{deadline_s}, report_{report} {}

  void check_with(int workers) {
    workers_ = workers;
    const std::string n = std::to_string(workers), waves = std::to_string(3 * workers);
    judge("every task once", {{"tasks", "100"}}, 1, [this](const CheckedTrial& tried) {
      usual_s_ = tried.seconds;
      return wrong_record(tried);
    });
    judge("zero tasks", {{"tasks", "0"}}, 1, wrong_record);
    if (workers > 1)
      judge("fewer tasks than workers", {{"tasks", std::to_string(workers - 1)}}, 1, wrong_record);
    judge("five passes", {{"tasks", std::to_string(3 * workers + 1)}}, 5, wrong_record);
    judge("number of passes chosen by the runner", {{"tasks", "100"}}, 0, wrong_record);
    judge("traced pass (optional)", {{"tasks", std::to_string(3 * workers + 1)}}, 1, wrong_trace,
          true);
    judge("all workers at once, never more", {{"behaviour", "meet"}, {"meet", n}, {"tasks", waves}},
          2, wrong_meeting);
    if (runner_.in_order) {
      judge("tasks in their order", {{"behaviour", "order"}, {"meet", n}, {"tasks", "100"}}, 5,
            wrong_record);
    }
    if (const std::vector<int> cpus = own_affinity(); !cpus.empty()) cpu_ = cpus.front();
    judge("every task once, on one CPU", {{"tasks", "100"}}, 1, wrong_record);
    judge("all workers at once, on one CPU", {{"behaviour", "meet"}, {"meet", n}, {"tasks", waves}},
          2, wrong_meeting);
    cpu_.reset();
    judge("message of a failing task", {{"behaviour", "fail"}, {"tasks", "20"}}, 1,
          [](const CheckedTrial& tried) { return wrong_failure(tried, "task 7 fails as asked"); });
    judge(
        "report of a killed worker", {{"behaviour", "die"}, {"tasks", "20"}}, 1,
        [this](const CheckedTrial& tried) { return wrong_death(tried, runner_.family, usual_s_); });
    if (!hung_ || !left_.empty()) found("no process left behind", left_);
  }

  bool hung() const { return hung_; }
  bool reports_load() const { return reports_load_; }
  const std::vector<Finding>& findings() const { return findings_; }

 private:
  template <typename Judge>
  void judge(const std::string& what, const Settings& settings, std::uint64_t passes,
             Judge problem_of, bool trace = false) {
    if (hung_) return;
    const CheckedTrial tried = attempt(settings, passes, trace);
    const std::string problem = problem_of(tried);
    found(what, problem);
    // What a killed process had started dies with it, so it is not left behind.
    const Outcome& outcome = tried.outcome;
    if (outcome.record) reports_load_ = reports_load_ || parbench::reports_load(*outcome.record);
    if (left_.empty() && !outcome.left.empty() && !outcome.exit_signal) {
      left_ = outcome.left.front() + " after \"" + what + "\"";
    }
    hung_ = !problem.empty() && (outcome.status == Status::timeout || tried.seconds > long_s);
  }

  CheckedTrial attempt(const Settings& settings, std::uint64_t passes, bool trace) {
    const WorkloadInfo& info = *find_workload(workload_name);
    Launch launch;
    launch.runner = &runner_;
    launch.workload = &info;
    launch.workload_name = workload_name;
    launch.parameters = {workload_name, info.parameters, settings};
    info.check(launch.parameters);
    launch.workers = workers_;
    launch.passes = passes;
    launch.trace = trace;
    launch.min_sample_s = short_sample_s;
    launch.deadline_s = deadline_s_;
    launch.cpu = cpu_;
    const auto workload = info.make(launch.parameters, {});
    std::uint64_t digest = 0;
    for (std::size_t i = 0; i < workload->task_count(); ++i)
      digest += mix(i, workload->expected(i));
    launch.expected_digest = digest;
    const auto start = std::chrono::steady_clock::now();
    CheckedTrial tried{launcher_.run(launch), workers_, workload->task_count(), passes, 0};
    tried.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return tried;
  }

  void found(const std::string& what, const std::string& problem) {
    findings_.push_back({workers_, what, problem});
    if (report_) report_(findings_.back());
  }

  const FoundRunner& runner_;
  Launcher& launcher_;
  double deadline_s_;
  const std::function<void(const Finding&)>& report_;
  std::vector<Finding> findings_;
  int workers_ = 1;
  std::optional<int> cpu_;  // the only one of the next trials
  double usual_s_ = 0;
  std::string left_;  // the first process left behind, and after which case
  bool hung_ = false, reports_load_ = false;
};

}  // namespace

CheckReport check_runner(const FoundRunner& runner, Launcher& launcher,
                         const CheckSettings& settings,
                         const std::function<void(const Finding&)>& report) {
  const auto& known = runner.workloads;
  if (std::find(known.begin(), known.end(), workload_name) == known.end()) {
    throw std::runtime_error(
        fmt::format("{} cannot be checked: it has no workload {} (see docs/protocol.md)",
                    runner.executable.string(), workload_name));
  }
  Check check{runner, launcher, settings.deadline_s, report};
  for (const int workers : runner.scales ? settings.workers : std::vector<int>{1}) {
    check.check_with(workers);
    if (check.hung()) break;
  }
  return {check.findings(), check.hung(), check.reports_load()};
}

}  // namespace parbench
