// Each thread or process has a sum of its own between its tasks, and needs no lock.
#include <atomic>

#include "workloads/collective.hpp"

namespace parbench {
namespace {

// A fork copies it: between processes it is the process's own.
struct Own {
  std::uint64_t pass = 0, sum = 0;
};
thread_local Own own;

// Of all objects in this process, so that no two passes look alike to a thread.
std::atomic<std::uint64_t> passes{0};

class Local final : public Sharing {
 public:
  Local(const Parameters& parameters, int workers)
      : tasks_{parameters.count("tasks")},
        updates_{parameters.count("updates")},
        sums_{static_cast<std::size_t>(workers)} {}

  std::size_t task_count() const override { return tasks_; }

  std::uint64_t run_task(std::size_t index, Worker& worker) const override {
    if (own.pass != *pass_) {
      own = {*pass_, 0};
      ++*states_;
    }
    const std::uint64_t before = own.sum;
    // Through memory each time, as a shared sum would be.
    const std::atomic_ref<std::uint64_t> sum{own.sum};
    for (std::uint64_t update = 0; update < updates_; ++update)
      sum.store(sum.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    sums_[static_cast<std::size_t>(worker.number)].sum += own.sum - before;
    return expected(index);
  }

  void begin_pass() const override {
    *pass_ = ++passes;
    *states_ = 0;
    for (Sum& one : sums_) one.sum = 0;
  }

  std::optional<double> check_pass() const override {
    std::uint64_t found = 0;
    for (const Sum& one : sums_) found += one.sum;
    if (found == tasks_ * updates_) return static_cast<double>(*states_);
    throw WrongResult(
        fmt::format("the workers' sums are {}, expected {}", found, tasks_ * updates_));
  }

 private:
  struct alignas(128) Sum {  // a cache line of its own
    std::uint64_t sum = 0;
  };

  std::size_t tasks_;
  std::uint64_t updates_;
  SharedArray<Sum> sums_;
  Shared<std::uint64_t> pass_{0U};
  Shared<std::atomic<std::uint64_t>> states_{0U};
};

Estimate estimate(const Parameters& parameters) {
  return {.tasks = parameters.count("tasks"),
          .compute_s = static_cast<double>(parameters.count("tasks")) *
                       static_cast<double>(parameters.count("updates")) * 2e-9};
}

std::unique_ptr<Workload> make_shared(const Parameters& parameters, int workers) {
  return std::make_unique<Local>(parameters, workers);
}

}  // namespace

extern const WorkloadInfo local_workload;
const WorkloadInfo local_workload{
    .about = "a sum of each worker's own between its tasks: no lock, and exact",
    .kind = WorkloadKind::compute,
    .parameters = {{.key = "tasks",
                    .type = ParameterSpec::Type::count,
                    .fallback = "64",
                    .least = 1,
                    .most = 1e6,
                    .about = "tasks per pass"},
                   {.key = "updates",
                    .type = ParameterSpec::Type::count,
                    .fallback = "1000",
                    .least = 1,
                    .most = 1e9,
                    .about = "times that each task adds to its worker's sum"}},
    .small_cases = {{{"tasks", "8"}, {"updates", "100"}}},
    .observed = "states",
    .estimate = estimate,
    .make_shared = make_shared,
};

}  // namespace parbench
