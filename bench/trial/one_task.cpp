#include "bench/trial/one_task.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <exception>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "bench/protocol.hpp"
#include "bench/task_report.hpp"
#include "bench/trial/clocks.hpp"
#include "bench/trial/this_host.hpp"
#include "bench/utf8.hpp"
#include "bench/workload.hpp"
#include "bench/wrong_result.hpp"

namespace parbench {
namespace {

void fail(TaskReport& report, TaskOutcome outcome, std::string_view why) {
  report.outcome = outcome;
  const std::string text = both_ends(why, sizeof report.failure - 1);
  text.copy(report.failure, sizeof report.failure - 1);
}

class OwnTasks final : public RemoteTasks {
 public:
  explicit OwnTasks(const TrialRequest& request) {
    const WorkloadInfo* info = find_workload(request.workload);
    if (info == nullptr)
      throw std::runtime_error("this runner has no workload " + request.workload);
    workload_ = info->made({request.workload, info->parameters, request.parameters},
                           request.scratch, request.workers);
  }

  TaskReport run(std::uint64_t task, std::uint32_t worker) override {
    TaskReport report;
    report.task = task;
    report.worker = worker;
    try {
      run(report);
    } catch (const WrongResult& error) {
      fail(report, TaskOutcome::wrong_result, error.what());
    } catch (const std::exception& error) {
      fail(report, TaskOutcome::failed, error.what());
    } catch (...) {
      fail(report, TaskOutcome::failed, "a task threw something that is not a std::exception");
    }
    return report;
  }

  HostReading host_since_last() override { return host_.read(); }

  WorkerUsage usage() const override {
    const Usage used = usage_of_process_and_reaped();
    return {used.cpu_ns, used.switches.voluntary, used.switches.involuntary, peak_rss_kib()};
  }

 private:
  void run(TaskReport& report) {
    ChildUsage children;
    state_.observed = &report.observed;
    state_.children = &children;
    report.start_ns = now_ns();
    report.digest = workload_->run_task(report.task, state_);
    report.end_ns = now_ns();
    report.outcome = TaskOutcome::done;
    report.cpu_ns = children.cpu_ns;
    report.voluntary_switches = children.voluntary_switches;
    report.involuntary_switches = children.involuntary_switches;
  }

  std::unique_ptr<Workload> workload_;
  Worker state_;
  ThisHost host_;
};

void add_own_usage(TaskReport& report) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  timespec cpu{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
  report.cpu_ns += cpu.tv_sec * 1'000'000'000 + cpu.tv_nsec;
  report.voluntary_switches += usage.ru_nvcsw;
  report.involuntary_switches += usage.ru_nivcsw;
}

}  // namespace

std::unique_ptr<RemoteTasks> remote_tasks(const TrialRequest& request) {
  return std::make_unique<OwnTasks>(request);
}

int run_one_task(const std::string& request_json, const std::string& task,
                 const std::string& worker) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const std::uint64_t index = std::stoull(task);
  const auto slot = static_cast<std::uint32_t>(std::stoul(worker));
  TaskReport report;
  try {
    report = remote_tasks(read_request(request_json))->run(index, slot);
  } catch (const std::exception& error) {  // its data could not be made
    report.task = index;
    report.worker = slot;
    fail(report, TaskOutcome::failed, error.what());
  }
  add_own_usage(report);
  const ssize_t written = write(report_descriptor, &report, sizeof report);
  if (written == static_cast<ssize_t>(sizeof report)) return runner_exit::ok;
  throw std::runtime_error("--task is for the runner itself: it reports to descriptor 3");
}

}  // namespace parbench
