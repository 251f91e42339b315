// One trial of the workload `conformance` for each duty and each number of workers.
#include "bench/launch/check_runner.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "bench/digest.hpp"
#include "bench/launch/check_cases.hpp"

namespace parbench {
namespace {

constexpr const char* workload_name = "conformance";
constexpr double long_s = 5;
constexpr double short_sample_s = 0.01;

using Settings = std::map<std::string, std::string>;

class Check {
 public:
  Check(const FoundRunner& runner, Launcher& launcher, double deadline_s,
        const std::function<void(const Finding&)>& tell)
      : runner_{runner}, launcher_{launcher}, deadline_s_{deadline_s}, tell_{tell} {}

  void check_with(int workers) {
    workers_ = workers;
    const std::string n = std::to_string(workers), waves = std::to_string(3 * workers);
    judge("every task once", {{"tasks", "100"}}, 1, [this](const Tried& tried) {
      usual_s_ = tried.seconds;
      return wrong_record(tried);
    });
    judge("no task at all", {{"tasks", "0"}}, 1, wrong_record);
    if (workers > 1)
      judge("fewer tasks than workers", {{"tasks", std::to_string(workers - 1)}}, 1, wrong_record);
    judge("five passes", {{"tasks", std::to_string(3 * workers + 1)}}, 5, wrong_record);
    judge("passes of its own choice", {{"tasks", "100"}}, 0, wrong_record);
    judge("a traced pass, if it can", {{"tasks", std::to_string(3 * workers + 1)}}, 1, wrong_trace,
          true);
    judge("all workers at once, never more", {{"behaviour", "meet"}, {"meet", n}, {"tasks", waves}},
          2, wrong_meeting);
    judge("a failing task's message arrives", {{"behaviour", "fail"}, {"tasks", "20"}}, 1,
          [](const Tried& tried) { return wrong_failure(tried, "task 7 fails as asked"); });
    judge("a killed worker is reported", {{"behaviour", "die"}, {"tasks", "20"}}, 1,
          [this](const Tried& tried) { return wrong_death(tried, runner_.family, usual_s_); });
    if (!hung_ || !left_.empty()) found("nothing is left behind", left_);
  }

  bool hung() const { return hung_; }
  const std::vector<Finding>& findings() const { return findings_; }

 private:
  template <typename Judge>
  void judge(const std::string& what, const Settings& settings, std::uint64_t passes,
             Judge problem_of, bool trace = false) {
    if (hung_) return;
    const Tried tried = attempt(settings, passes, trace);
    const std::string problem = problem_of(tried);
    found(what, problem);
    // What a killed process had started is dying with it: that is not left behind.
    const Outcome& outcome = tried.outcome;
    if (left_.empty() && !outcome.left.empty() && !outcome.exit_signal) {
      left_ = outcome.left.front() + " after \"" + what + "\"";
    }
    hung_ = !problem.empty() && (outcome.status == Status::timeout || tried.seconds > long_s);
  }

  Tried attempt(const Settings& settings, std::uint64_t passes, bool trace) {
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
    const auto workload = info.make(launch.parameters, {});
    std::uint64_t digest = 0;
    for (std::size_t i = 0; i < workload->task_count(); ++i)
      digest += mix(i, workload->expected(i));
    launch.expected_digest = digest;
    const auto start = std::chrono::steady_clock::now();
    Tried tried{launcher_.run(launch), workers_, workload->task_count(), passes, 0};
    tried.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return tried;
  }

  void found(const std::string& what, const std::string& problem) {
    findings_.push_back({workers_, what, problem});
    if (tell_) tell_(findings_.back());
  }

  const FoundRunner& runner_;
  Launcher& launcher_;
  double deadline_s_;
  const std::function<void(const Finding&)>& tell_;
  std::vector<Finding> findings_;
  int workers_ = 1;
  double usual_s_ = 0;
  std::string left_;  // the first thing left behind, and after which case
  bool hung_ = false;
};

}  // namespace

CheckReport check_runner(const FoundRunner& runner, Launcher& launcher,
                         const CheckSettings& settings,
                         const std::function<void(const Finding&)>& tell) {
  const auto& known = runner.workloads;
  if (std::find(known.begin(), known.end(), workload_name) == known.end()) {
    throw std::runtime_error(runner.executable.string() +
                             " cannot be checked: it has no workload " + workload_name +
                             " (see docs/protocol.md)");
  }
  Check check{runner, launcher, settings.deadline_s, tell};
  for (const int workers : runner.scales ? settings.workers : std::vector<int>{1}) {
    check.check_with(workers);
    if (check.hung()) break;
  }
  return {check.findings(), check.hung()};
}

}  // namespace parbench
