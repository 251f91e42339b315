// Numbers of the record against what was asked for.
#include "bench/launch/check_cases.hpp"

#include <algorithm>
#include <vector>

#include "bench/units.hpp"

namespace parbench {
namespace {

constexpr double death_notice_s = 1;

std::string unequal(const std::string& what, std::uint64_t found, std::uint64_t expected) {
  if (found == expected) return "";
  return what + " is " + std::to_string(found) + ", expected " + std::to_string(expected);
}

std::string outside(const std::string& what, int found, std::uint64_t most) {
  const int least = most > 0 ? 1 : 0;
  if (found >= least && static_cast<std::uint64_t>(found) <= most) return "";
  return what + " is " + std::to_string(found) + ", allowed is " + std::to_string(least) + " to " +
         std::to_string(most);
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

std::string wrong_per_worker(const Tried& tried) {
  const auto& rows = tried.outcome.record->per_worker;
  if (rows.empty()) return "";
  std::uint64_t sum = 0;
  for (const WorkerRecord& row : rows) {
    if (row.worker < 0 || row.worker >= tried.workers) {
      return "the record has a worker of number " + std::to_string(row.worker) +
             ", allowed is 0 to " + std::to_string(tried.workers - 1);
    }
    sum += row.tasks;
  }
  return unequal("the sum of the workers' tasks", sum, tried.tasks * tried.outcome.record->passes);
}

}  // namespace

std::string wrong_record(const Tried& tried) {
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

std::string wrong_trace(const Tried& tried) {
  if (std::string problem = wrong_record(tried); !problem.empty()) return problem;
  if (!tried.outcome.record->trace) return "";
  const Trace& trace = *tried.outcome.record->trace;
  std::vector<Span> spans = trace.spans;
  std::sort(spans.begin(), spans.end(),
            [](const Span& a, const Span& b) { return a.start_s < b.start_s; });
  std::vector<double> free_at_s(static_cast<std::size_t>(tried.workers), 0.0);
  for (const Span& span : spans) {
    const std::string name = "in the trace, task " + std::to_string(span.task);
    if (span.worker >= tried.workers) {
      return name + " ran under worker " + std::to_string(span.worker) + ", allowed is 0 to " +
             std::to_string(tried.workers - 1);
    }
    double& free_s = free_at_s[static_cast<std::size_t>(span.worker)];
    if (span.start_s < free_s)
      return name + " starts before worker " + std::to_string(span.worker) + " is free";
    free_s = span.end_s;
    if (span.end_s > trace.wall_s) return name + " ends after its pass";
  }
  return "";
}

std::string wrong_meeting(const Tried& tried) {
  if (std::string problem = wrong_record(tried); !problem.empty()) return problem;
  const TrialRecord& record = *tried.outcome.record;
  const auto all = static_cast<std::uint64_t>(tried.workers);
  return first_of({unequal("max_in_flight", static_cast<std::uint64_t>(record.max_in_flight), all),
                   unequal("workers_seen", static_cast<std::uint64_t>(record.workers_seen), all)});
}

std::string wrong_failure(const Tried& tried, const std::string& message) {
  const Outcome& outcome = tried.outcome;
  if (outcome.status == Status::failed && outcome.reason.find(message) != std::string::npos)
    return "";
  return "it must fail with \"" + message + "\" in the reason; it ended as " + ending(outcome);
}

std::string wrong_death(const Tried& tried, const std::string& family, double usual_s) {
  // Where workers are processes somebody lives to tell which task the dead one held.
  const std::string held = family == "processes" ? wrong_failure(tried, "task 7") : "";
  const bool late = tried.seconds > death_notice_s + 2 * usual_s;
  return first_of(
      {wrong_failure(tried, "SIGKILL"), held,
       late ? "it took " + human_duration(tried.seconds) + " to be reported: allowed is 1 s" : ""});
}

}  // namespace parbench
