#include "bench/launch/contradiction.hpp"

#include <fmt/format.h>

#include "bench/units.hpp"

namespace parbench {
namespace {

constexpr double rounding = 1e-6;  // of a mean, relative

std::string of_passes(const TrialRecord& record, bool lengthened) {
  if (!(record.wall_s > 0) || record.passes < 1)
    return "the record has no time: wall_s and passes must be above 0";
  const double slack_s = rounding * record.wall_s;
  const bool short_of_it = record.wall_min_s > record.wall_s + slack_s;
  const bool beyond_it = record.wall_max_s < record.wall_s - slack_s && !lengthened;
  if (!short_of_it && !beyond_it) return {};
  return fmt::format(
      "the record's wall_s is {}, which is not from wall_min_s, {}, to wall_max_s, {}",
      exact_number(record.wall_s), exact_number(record.wall_min_s),
      exact_number(record.wall_max_s));
}

std::string of_worker(const WorkerRecord& worker, int workers) {
  if (worker.worker >= workers)
    return fmt::format("per_worker names worker {} of {}", worker.worker, workers);
  if (worker.first_s && worker.last_s && *worker.last_s < *worker.first_s) {
    return fmt::format("worker {}: last_s is {}, allowed: at least first_s, {}", worker.worker,
                       exact_number(*worker.last_s), exact_number(*worker.first_s));
  }
  if (worker.passes == 0U && worker.tasks > 0)
    return fmt::format("worker {} ran {} tasks in 0 passes", worker.worker, worker.tasks);
  return {};
}

}  // namespace

std::string contradiction(const TrialRecord& record, int workers, bool lengthened) {
  if (std::string found = of_passes(record, lengthened); !found.empty()) return found;
  for (const WorkerRecord& worker : record.per_worker) {
    if (std::string found = of_worker(worker, workers); !found.empty()) return found;
  }
  if (!record.trace) return {};
  for (const Span& span : record.trace->spans) {
    if (span.worker >= workers)
      return fmt::format("trace: task {} ran on worker {} of {}", span.task, span.worker, workers);
  }
  return {};
}

}  // namespace parbench
