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

void run(const std::string& request_json, TaskReport& report) {
  const TrialRequest request = read_request(request_json);
  const WorkloadInfo* info = find_workload(request.workload);
  if (info == nullptr) throw std::runtime_error("this runner has no workload " + request.workload);
  const auto workload =
      info->make({request.workload, info->parameters, request.parameters}, request.scratch);
  ChildUsage children;
  Worker worker;
  worker.observed = &report.observed;
  worker.children = &children;
  report.start_ns = now_ns();
  report.digest = workload->run_task(report.task, worker);
  report.end_ns = now_ns();
  report.outcome = TaskOutcome::done;
  report.cpu_ns = children.cpu_ns;
  report.voluntary_switches = children.voluntary_switches;
  report.involuntary_switches = children.involuntary_switches;
}

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

int run_one_task(const std::string& request_json, const std::string& task,
                 const std::string& worker) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  TaskReport report;
  report.task = std::stoull(task);
  report.worker = static_cast<std::uint32_t>(std::stoul(worker));
  try {
    run(request_json, report);
  } catch (const WrongResult& error) {
    fail(report, TaskOutcome::wrong_result, error.what());
  } catch (const std::exception& error) {
    fail(report, TaskOutcome::failed, error.what());
  } catch (...) {
    fail(report, TaskOutcome::failed, "a task threw something that is not a std::exception");
  }
  add_own_usage(report);
  const ssize_t written = write(report_descriptor, &report, sizeof report);
  if (written == static_cast<ssize_t>(sizeof report)) return runner_exit::ok;
  throw std::runtime_error("--task is for the runner itself: it reports to descriptor 3");
}

}  // namespace parbench
