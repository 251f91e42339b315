#include "bench/launch/check_cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "bench/units.hpp"

namespace parbench {
namespace {

constexpr double death_notice_s = 1;

std::string unequal(const std::string& what, std::uint64_t found, std::uint64_t expected) {
  if (found == expected) return "";
  return fmt::format("{} is {}, expected {}", what, found, expected);
}

std::string outside(const std::string& what, int found, std::uint64_t most) {
  const int least = most > 0 ? 1 : 0;
  if (found >= least && static_cast<std::uint64_t>(found) <= most) return "";
  return fmt::format("{} is {}, allowed: {} to {}", what, found, least, most);
}

std::string first_of(std::initializer_list<std::string> problems) {
  for (const std::string& problem : problems) {
    if (!problem.empty()) return problem;
  }
  return "";
}

std::string ending(const Outcome& outcome) {
  return std::string(status_name(outcome.status)) +
         (outcome.reason.empty() ? "" : ": " + outcome.reason);
}

std::string wrong_per_worker(const CheckedTrial& tried) {
  const auto& rows = tried.outcome.record->per_worker;
  if (rows.empty()) return "";
  std::uint64_t sum = 0;
  for (const WorkerRecord& row : rows) {
    if (row.worker < 0 || row.worker >= tried.workers) {
      return fmt::format("the record has worker {}, allowed: 0 to {}", row.worker,
                         tried.workers - 1);
    }
    sum += row.tasks;
  }
  return unequal("the sum of the workers' tasks", sum, tried.tasks * tried.outcome.record->passes);
}

}  // namespace

std::string wrong_record(const CheckedTrial& tried) {
  if (!tried.outcome.record) return ending(tried.outcome);
  const TrialRecord& record = *tried.outcome.record;
  const auto workers = static_cast<std::uint64_t>(tried.workers);
  const std::uint64_t passes = tried.passes == 0 ? record.passes : tried.passes;
  return first_of(
      {unequal("tasks", record.tasks, tried.tasks), unequal("passes", record.passes, passes),
       outside("max_in_flight", record.max_in_flight, std::min(workers, tried.tasks)),
       outside("workers_seen", record.workers_seen, std::min(workers, tried.tasks * passes)),
       wrong_per_worker(tried)});
}

std::string wrong_trace(const CheckedTrial& tried) {
  if (std::string problem = wrong_record(tried); !problem.empty()) return problem;
  if (!tried.outcome.record->trace) return "";
  const Trace& trace = *tried.outcome.record->trace;
  std::vector<Span> spans = trace.spans;
  std::sort(spans.begin(), spans.end(),
            [](const Span& a, const Span& b) { return a.start_s < b.start_s; });
  std::vector<double> free_at_s(static_cast<std::size_t>(tried.workers), 0.0);
  for (const Span& span : spans) {
    const std::string name = fmt::format("in the trace, task {}", span.task);
    if (span.worker >= tried.workers) {
      return fmt::format("{} has worker {}, allowed: 0 to {}", name, span.worker,
                         tried.workers - 1);
    }
    double& free_s = free_at_s[static_cast<std::size_t>(span.worker)];
    if (span.start_s < free_s)
      return fmt::format("{} starts before worker {} is free", name, span.worker);
    free_s = span.end_s;
    if (span.end_s > trace.wall_s) return name + " ends after its pass";
  }
  return "";
}

std::string wrong_meeting(const CheckedTrial& tried) {
  if (std::string problem = wrong_record(tried); !problem.empty()) return problem;
  const TrialRecord& record = *tried.outcome.record;
  const auto all = static_cast<std::uint64_t>(tried.workers);
  return first_of({unequal("max_in_flight", static_cast<std::uint64_t>(record.max_in_flight), all),
                   unequal("workers_seen", static_cast<std::uint64_t>(record.workers_seen), all)});
}

std::string wrong_failure(const CheckedTrial& tried, const std::string& message) {
  const Outcome& outcome = tried.outcome;
  if (outcome.status == Status::failed && outcome.reason.find(message) != std::string::npos)
    return "";
  return fmt::format("it must fail with \"{}\" in the reason; it ended as {}", message,
                     ending(outcome));
}

std::string wrong_death(const CheckedTrial& tried, const std::string& family, double usual_s) {
  // If workers are processes, another process survives and can name the task.
  const std::string task = family == "processes" ? wrong_failure(tried, "task 7") : "";
  const bool late = tried.seconds > death_notice_s + 2 * usual_s;
  return first_of(
      {wrong_failure(tried, "SIGKILL"), task,
       late ? fmt::format("it was reported after {}, allowed: 1 s", human_duration(tried.seconds))
            : ""});
}

}  // namespace parbench
