// A balance that all tasks add to and take from, under a lock or without one: what a lock costs, and
// what is lost without it.
#include <atomic>
#include <stdexcept>
#include <string>

#include "bench/shared_memory.hpp"
#include "bench/sharing/mutex.hpp"
#include "workloads/collective.hpp"
#include "workloads/rounds.hpp"

namespace parbench {
namespace {

// One variable counts both, so that lost updates can be counted although the balance ends at 0.
constexpr std::uint64_t added = 1, taken_off = std::uint64_t{1} << 32;
constexpr std::uint64_t most_updates = taken_off - 1;

struct alignas(128) Balance {  // a cache line of its own
  std::atomic<std::uint64_t> value{0};

  // Not atomic as a whole: two who do it at once may lose one of their updates.
  void change(std::uint64_t by) {
    value.store(value.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
};

std::uint64_t updates_of(const Parameters& parameters) {
  return parameters.count("tasks") * parameters.count("updates");
}

bool is_guarded(const std::string& guard) { return guard != "none" && guard != "copy"; }

class Counter final : public Workload {
 public:
  Counter(const Parameters& parameters, int workers)
      : tasks_{parameters.count("tasks")},
        updates_{parameters.count("updates")},
        inside_{parameters.count("inside")},
        outside_{parameters.count("outside")},
        guard_{parameters.text("guard")},
        mutex_{guard_ == "recursive" ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL},
        balances_{static_cast<std::size_t>(workers)} {}

  std::size_t task_count() const override { return tasks_; }

  std::uint64_t expected(std::size_t index) const override {
    return scramble(after_rounds(scramble(index + 1), 2 * updates_ * (inside_ + outside_)));
  }

  std::uint64_t run_task(std::size_t index, Worker& worker) const override {
    Balance& shared = balances_[0];
    if (guard_ == "mutex" || guard_ == "recursive") {
      return run(index, [&](std::uint64_t by, std::uint64_t value) {
        const Held held{*mutex_, worker.number};
        value = work(inside_, value);
        shared.change(by);
        return value;
      });
    }
    if (guard_ == "atomic" || guard_ == "copy") {
      auto& balance = guard_ == "copy" ? copy_ : shared.value;
      return run(index, [&](std::uint64_t by, std::uint64_t value) {
        value = work(inside_, value);
        balance.fetch_add(by, std::memory_order_relaxed);
        return value;
      });
    }
    Balance& mine =
        guard_ == "per_worker" ? balances_[static_cast<std::size_t>(worker.number)] : shared;
    return run(index, [&](std::uint64_t by, std::uint64_t value) {
      value = work(inside_, value);
      mine.change(by);
      return value;
    });
  }

  void begin_pass() const override {
    copy_ = 0;
    for (Balance& balance : balances_) balance.value = 0;
  }

  std::optional<double> check_pass() const override {
    std::uint64_t found = copy_;
    for (const Balance& balance : balances_) found += balance.value;
    const std::uint64_t operations = 2 * tasks_ * updates_;
    const std::uint64_t lost = operations - found % taken_off - found / taken_off;
    if (!is_guarded(guard_))
      return 100 * static_cast<double>(lost) / static_cast<double>(operations);
    if (lost == 0) return std::nullopt;
    throw WrongResult(fmt::format("{} of {} updates were lost under {}", lost, operations, guard_));
  }

 private:
  static std::uint64_t work(std::uint64_t rounds, std::uint64_t value) {
    return rounds == 0 ? value : run_rounds(rounds, value);
  }

  template <typename Change>
  std::uint64_t run(std::size_t index, Change change) const {
    std::uint64_t value = scramble(index + 1);
    for (std::uint64_t update = 0; update < updates_; ++update) {
      for (const std::uint64_t by : {added, taken_off}) value = work(outside_, change(by, value));
    }
    return scramble(value);
  }

  std::size_t tasks_;
  std::uint64_t updates_, inside_, outside_;
  std::string guard_;
  Shared<Mutex> mutex_;
  SharedArray<Balance> balances_;  // of per_worker one for each; otherwise all use the first
  // An ordinary variable: what a forked child adds to it stays with that child.
  mutable std::atomic<std::uint64_t> copy_{0};
};

Estimate estimate(const Parameters& parameters) {
  const auto rounds = static_cast<double>(parameters.count("inside") + parameters.count("outside"));
  const double operations = 2 * static_cast<double>(updates_of(parameters));
  return {.tasks = parameters.count("tasks"), .compute_s = operations * (rounds * round_s + 30e-9)};
}

void check(const Parameters& parameters) {
  if (updates_of(parameters) <= most_updates / 2) return;
  throw BadParameter(fmt::format(
      "counter.updates={}: with {} tasks that makes more than {} in all; allowed: fewer tasks or "
      "updates",
      parameters.count("updates"), parameters.count("tasks"), most_updates / 2));
}

std::unique_ptr<Workload> make_shared(const Parameters& parameters, int workers) {
  return std::make_unique<Counter>(parameters, workers);
}

}  // namespace

extern const WorkloadInfo counter_workload;
const WorkloadInfo counter_workload{
    .about = "a balance that all tasks change: under a mutex, an atomic, a part each, or no lock",
    .kind = WorkloadKind::compute,
    .parameters = {{.key = "tasks",
                    .type = ParameterSpec::Type::count,
                    .fallback = "16",
                    .least = 1,
                    .most = 1e6,
                    .about = "tasks per pass"},
                   {.key = "updates",
                    .type = ParameterSpec::Type::count,
                    .fallback = "1000",
                    .least = 1,
                    .most = 1e9,
                    .about = "times that each task adds to the balance and takes off again"},
                   {.key = "guard",
                    .type = ParameterSpec::Type::choice,
                    .fallback = "mutex",
                    .choices = {"mutex", "recursive", "atomic", "per_worker", "none", "copy"},
                    .about = "what keeps updates whole; per_worker: a balance for each; none, copy "
                             "(an ordinary variable): nothing does"},
                   {.key = "inside",
                    .type = ParameterSpec::Type::count,
                    .fallback = "0",
                    .least = 0,
                    .most = 1e9,
                    .about = "steps computed with each update, where it is guarded"},
                   {.key = "outside",
                    .type = ParameterSpec::Type::count,
                    .fallback = "0",
                    .least = 0,
                    .most = 1e9,
                    .about = "steps computed after each update, outside of the guard"}},
    .small_cases = {{{"updates", "50"}, {"inside", "3"}, {"outside", "2"}},
                    {{"updates", "50"}, {"guard", "recursive"}},
                    {{"updates", "50"}, {"guard", "atomic"}},
                    {{"updates", "50"}, {"guard", "per_worker"}, {"outside", "5"}},
                    {{"updates", "50"}, {"guard", "none"}},
                    {{"updates", "50"}, {"guard", "copy"}}},
    .observed = "updates lost",
    .observed_unit = "%",
    .estimate = estimate,
    .check = check,
    .make_shared = make_shared,
};

}  // namespace parbench
