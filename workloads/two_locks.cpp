// Transfers between two accounts, each with a lock: taken in one order they are safe, in opposite
// orders they end in a deadlock, and with a time limit they back off.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include "bench/sharing/mutex.hpp"
#include "workloads/collective.hpp"

namespace parbench {
namespace {

constexpr std::uint64_t start_money = std::uint64_t{1} << 32;
constexpr std::chrono::milliseconds patience{1};  // after which order=timeout lets go
// With one lock in hand, so that another worker takes the other one meanwhile, on one CPU too.
constexpr std::chrono::microseconds pause{100};

constexpr int nothing = -1;

struct Account {
  Mutex mutex;
  std::uint64_t money = start_money;
};

// Even roles send money from A to B, odd ones from B to A.
class Transfers final : public Collective {
 public:
  Transfers(const Parameters& parameters, int workers)
      : Collective{workers},
        transfers_{parameters.count("transfers")},
        order_{parameters.text("order")},
        deadline_{std::llround(parameters.seconds("deadline") * 1e9)},
        accounts_{2},
        waits_for_{static_cast<std::size_t>(workers)} {}

  void begin_pass() const override {
    *retreats_ = 0;
    for (std::atomic<int>& lock : waits_for_) lock = nothing;
    for (Account& account : accounts_) account.money = start_money;
  }

  std::optional<double> check_pass() const override {
    const std::uint64_t found = accounts_[0].money + accounts_[1].money;
    if (found != 2 * start_money)
      throw WrongResult(
          fmt::format("the accounts hold {} together, expected {}", found, 2 * start_money));
    if (order_ != "timeout") return std::nullopt;
    return static_cast<double>(*retreats_);
  }

 private:
  void play(int role, Worker& worker) const override {
    const auto parts = static_cast<std::uint64_t>(workers());
    const auto [begin, end] = share_of(transfers_, static_cast<std::uint64_t>(role), parts);
    for (std::uint64_t i = begin; i < end; ++i) {
      while (!transfer(role % 2, worker.number)) {
        ++*retreats_;
        // Another pause for each, or all retreat for ever.
        std::this_thread::sleep_for(patience * (1 + role));
      }
    }
  }

  // False where it let go again, so that another can go on.
  bool transfer(int source, int worker) const {
    const int first = order_ == "ordered" ? 0 : source, second = 1 - first;
    const Held held{account(first).mutex, worker};
    if (order_ == "opposite") std::this_thread::sleep_for(pause);
    Mutex& other = account(second).mutex;
    if (order_ == "timeout") {
      if (!other.lock_within(patience, worker)) return false;
    } else {
      wait_for(second, worker);
    }
    --account(source).money;
    ++account(1 - source).money;
    other.unlock();
    return true;
  }

  // Until the deadline, and longer where the one who holds it does not wait for ours.
  void wait_for(int wanted, int worker) const {
    std::atomic<int>& mine = waits_for_[static_cast<std::size_t>(worker)];
    mine = wanted;
    while (!account(wanted).mutex.lock_within(deadline_, worker)) {
      const int other = account(wanted).mutex.holder();
      if (other >= 0 && waits_for_[static_cast<std::size_t>(other)] == 1 - wanted)
        throw std::runtime_error(deadlock({{worker, 1 - wanted}, {other, wanted}}));
    }
    mine = nothing;
  }

  // Of workers, each with the lock that it holds, while it waits for the other one.
  static std::string deadlock(std::vector<std::pair<int, int>> holders) {
    std::string text;
    std::sort(holders.begin(), holders.end());
    for (const auto& [worker, held] : holders) {
      text += fmt::format("{}worker {} holds {} and waits for {}",
                          text.empty() ? "deadlock: " : ", ", worker, "AB"[held], "AB"[1 - held]);
    }
    return text;
  }

  Account& account(int number) const { return accounts_[static_cast<std::size_t>(number)]; }

  std::uint64_t transfers_;
  std::string order_;
  std::chrono::nanoseconds deadline_;
  SharedArray<Account> accounts_;
  SharedArray<std::atomic<int>> waits_for_;  // by worker, the number of a lock
  Shared<std::atomic<std::uint64_t>> retreats_{0U};
};

Estimate estimate(const Parameters& parameters) {
  const auto transfers = static_cast<double>(parameters.count("transfers"));
  const bool deadlock = parameters.text("order") == "opposite";
  return {.compute_s = transfers * 0.3e-6, .wait_s = deadlock ? parameters.seconds("deadline") : 0};
}

std::unique_ptr<Workload> make_shared(const Parameters& parameters, int workers) {
  return std::make_unique<Transfers>(parameters, workers);
}

}  // namespace

extern const WorkloadInfo two_locks_workload;
const WorkloadInfo two_locks_workload{
    .about = "transfers under two locks, in one order or in opposite ones; a task for each worker",
    .kind = WorkloadKind::unknown,
    .parameters =
        {{.key = "transfers",
          .type = ParameterSpec::Type::count,
          .fallback = "1000",
          .least = 1,
          .most = 1e9,
          .about = "transfers per pass, dealt out over the workers"},
         {.key = "order",
          .type = ParameterSpec::Type::choice,
          .fallback = "ordered",
          .choices = {"ordered", "opposite", "timeout"},
          .about = "in which the locks are taken; opposite ends in a deadlock, timeout backs off"},
         {.key = "deadline",
          .type = ParameterSpec::Type::duration,
          .fallback = "1s",
          .least = 1e-3,
          .most = 3600,
          .about = "after which a wait for the second lock is a deadlock",
          .applies =
              [](const Parameters& parameters) { return parameters.text("order") != "timeout"; }}},
    .small_cases = {{{"transfers", "40"}}, {{"transfers", "40"}, {"order", "timeout"}}},
    .observed = "retreats",
    .estimate = estimate,
    .fewest_workers = [](const Parameters&) { return 2; },
    .fails_as_planned =
        [](const Parameters& parameters) { return parameters.text("order") == "opposite"; },
    .make_shared = make_shared,
};

}  // namespace parbench
