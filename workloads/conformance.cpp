// Tasks for check-runner, never measured: they count themselves, meet, come in order, fail or die as
// asked.
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

#include "bench/digest.hpp"
#include "bench/waiting.hpp"
#include "bench/workload.hpp"

namespace parbench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{10};
constexpr std::chrono::microseconds poll{200};
// Long enough for a worker too many to be seen beside a task that has met the others.
constexpr std::chrono::milliseconds stay{2};

// Where the tasks of one trial meet that run in programs of their own: a file that is named after the
// process of the trial, which makes and removes it. Empty where there are no such programs.
std::string meeting_place(const std::filesystem::path& scratch) {
  const char* const trial = getenv("PARBENCH_TRIAL");
  if (trial == nullptr || scratch.empty()) return "";
  return scratch / (std::string("conformance-") + trial);
}

bool is_trial_itself() { return getenv("PARBENCH_TRIAL") == std::to_string(getpid()); }

// Numbers the tasks that arrive, from any thread or process, and releases them in groups.
class Barrier {
 public:
  Barrier(std::uint64_t group, const std::string& file) : group_(group) {
    int descriptor = -1;
    if (!file.empty()) {
      const int fresh = is_trial_itself() ? O_TRUNC : 0;
      descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | fresh, 0600);
      if (descriptor < 0 || ftruncate(descriptor, sizeof(Came)) != 0) fail();
      if (is_trial_itself()) own_file_ = file;
    }
    const int flags = descriptor < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
    void* memory = mmap(nullptr, sizeof(Came), PROT_READ | PROT_WRITE, flags, descriptor, 0);
    if (descriptor >= 0) close(descriptor);
    if (memory == MAP_FAILED) fail();
    came_ = static_cast<Came*>(memory);  // the kernel's zeros
  }
  Barrier(const Barrier&) = delete;
  Barrier& operator=(const Barrier&) = delete;
  ~Barrier() {
    munmap(came_, sizeof(Came));
    if (!own_file_.empty()) unlink(own_file_.c_str());
  }

  // One task that waits for its group.
  class Meeting final : public WaitingTask {
   public:
    Meeting(const Barrier& barrier, std::uint64_t digest) : barrier_(barrier), digest_(digest) {}

    std::optional<Wait> step() override {
      const Clock::time_point now = Clock::now();
      if (!give_up_) {
        before_ = barrier_.came_->fetch_add(1) / barrier_.group_ * barrier_.group_;
        give_up_ = now + patience;
      }
      if (!leave_ && *barrier_.came_ < before_ + barrier_.group_) {
        if (now >= *give_up_) fail_alone();
        return Wait{.deadline = now + poll};
      }
      if (!leave_) leave_ = now + stay;
      if (now < *leave_) return Wait{.deadline = *leave_};
      return std::nullopt;
    }

    std::uint64_t digest() const override { return digest_; }

   private:
    [[noreturn]] void fail_alone() const {
      throw std::runtime_error(fmt::format("only {} of {} tasks came to run at once within 10 s",
                                           *barrier_.came_ - before_, barrier_.group_));
    }

    const Barrier& barrier_;
    std::uint64_t digest_;
    std::uint64_t before_ = 0;  // in earlier groups
    std::optional<Clock::time_point> give_up_, leave_;
  };

 private:
  using Came = std::atomic<std::uint64_t>;
  static_assert(Came::is_always_lock_free);  // or processes could not share it

  [[noreturn]] static void fail() {
    throw std::runtime_error("conformance: no shared memory for the tasks to meet in");
  }

  std::uint64_t group_;
  std::string own_file_;
  Came* came_;
};

// Notes which tasks have begun, in any thread or forked process: how often each one, over all passes.
class Order {
 public:
  explicit Order(std::size_t tasks) : bytes_(tasks * sizeof(Times) + 1) {
    void* memory = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
      throw std::runtime_error("conformance: no shared memory for the tasks' order");
    begun_ = static_cast<Times*>(memory);  // zeroed
  }
  Order(const Order&) = delete;
  Order& operator=(const Order&) = delete;
  ~Order() { munmap(begun_, bytes_); }

  // When a task begins, the other workers may just have taken earlier ones.
  void begin(std::size_t index, std::uint64_t workers) const {
    const std::uint32_t times = ++begun_[index];
    std::uint64_t missing = 0;
    for (std::size_t i = 0; i < index; ++i) missing += begun_[i] < times ? 1 : 0;
    if (missing < workers) return;
    throw std::runtime_error(fmt::format("task {} began before {} earlier ones, with {} workers",
                                         index, missing, workers));
  }

 private:
  using Times = std::atomic<std::uint32_t>;
  static_assert(Times::is_always_lock_free);

  std::size_t bytes_;
  Times* begun_;
};

[[noreturn]] void die() {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

class Conformance final : public Workload {
 public:
  Conformance(const Parameters& parameters, const std::filesystem::path& scratch)
      : tasks_(parameters.count("tasks")),
        behaviour_(parameters.text("behaviour")),
        at_(parameters.count("at")),
        meet_(parameters.count("meet")),
        barrier_(meet_, behaviour_ == "meet" ? meeting_place(scratch) : ""),
        order_(tasks_) {}

  std::size_t task_count() const override { return tasks_; }

  std::unique_ptr<WaitingTask> start_task(std::size_t index, Worker&) const override {
    if (behaviour_ != "meet") return nullptr;
    return std::make_unique<Barrier::Meeting>(barrier_, scramble(index));
  }

  std::uint64_t run_task(std::size_t index, Worker&) const override {
    if (behaviour_ == "meet") {
      Barrier::Meeting meeting(barrier_, scramble(index));
      return run_to_end(meeting);
    }
    if (behaviour_ == "order") order_.begin(index, meet_);
    if (behaviour_ == "fail" && index == at_) {
      throw std::runtime_error(fmt::format("task {} fails as asked", index));
    }
    if (behaviour_ == "die" && index == at_) die();
    return scramble(index);
  }

  std::uint64_t expected(std::size_t index) const override { return scramble(index); }

 private:
  std::size_t tasks_;
  std::string behaviour_;
  std::size_t at_;
  std::uint64_t meet_;
  Barrier barrier_;
  Order order_;
};

void check(const Parameters& parameters) {
  const std::string& behaviour = parameters.text("behaviour");
  const std::uint64_t tasks = parameters.count("tasks");
  const std::uint64_t group = parameters.count("meet");
  if (behaviour == "meet" && tasks % group != 0) {
    throw BadParameter(
        fmt::format("conformance.meet: '{}' is not allowed: it must divide the {} tasks, so that "
                    "the last group is complete",
                    group, tasks));
  }
  if ((behaviour == "fail" || behaviour == "die") && parameters.count("at") >= tasks) {
    throw BadParameter(fmt::format(
        "conformance.at: '{}' is not allowed: it must be the index of one of the {} tasks",
        parameters.text("at"), tasks));
  }
}

Estimate estimate(const Parameters& parameters) {
  const auto tasks = static_cast<double>(parameters.count("tasks"));
  const bool meets = parameters.text("behaviour") == "meet";
  return {.tasks = parameters.count("tasks"),
          .compute_s = tasks * 1e-6,
          .wait_s = meets ? tasks * 3e-3 : 0,
          .memory_bytes = 0};
}

std::unique_ptr<Workload> make(const Parameters& parameters, const std::filesystem::path& scratch) {
  return std::make_unique<Conformance>(parameters, scratch);
}

}  // namespace

extern const WorkloadInfo conformance_workload;
const WorkloadInfo conformance_workload{
    .about = "tasks for check-runner: they meet, come in order, fail or die as asked",
    .kind = WorkloadKind::checking,
    .parameters = {{.key = "tasks",
                    .type = ParameterSpec::Type::count,
                    .fallback = "1000",
                    .least = 0,
                    .most = 100'000,
                    .about = "tasks per pass"},
                   {.key = "behaviour",
                    .type = ParameterSpec::Type::choice,
                    .fallback = "plain",
                    .choices = {"plain", "meet", "order", "fail", "die"},
                    .about = "meet: tasks wait until enough of them run at once; order: they begin "
                             "in their order; fail, die: one throws, or kills its process"},
                   {.key = "meet",
                    .type = ParameterSpec::Type::count,
                    .fallback = "1",
                    .least = 1,
                    .most = 100'000,
                    .about = "behaviour=meet: how many must run at once; divides tasks; "
                             "behaviour=order: the workers"},
                   {.key = "at",
                    .type = ParameterSpec::Type::count,
                    .fallback = "7",
                    .least = 0,
                    .most = 100'000,
                    .about = "behaviour=fail, die: the index of the task that does it"}},
    .estimate = estimate,
    .check = check,
    .make = make,
};

}  // namespace parbench
