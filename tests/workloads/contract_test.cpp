// Tests every workload against the requirements in bench/workload.hpp.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "bench/workload.hpp"
#include "tests/support/helper_process.hpp"

namespace parbench {
namespace {

using Digests = std::vector<std::uint64_t>;

struct Case {
  std::string workload;
  std::map<std::string, std::string> values;

  // GoogleTest would print the object's bytes into every test's name.
  friend void PrintTo(const Case& what, std::ostream* out) { *out << what.workload; }
};

std::vector<Case> small_cases() {
  std::vector<Case> cases;
  for (const auto& [name, info] : workloads()) {
    for (const auto& values : info->small_cases) cases.push_back({std::string(name), values});
  }
  return cases;
}

// As many run tasks at most; a collective workload has as many tasks.
constexpr int worker_count = 4;

// One trial's worth of a workload, with its helper beside it.
class Subject {
 public:
  explicit Subject(const Case& which) : info_(find_workload(which.workload)) {
    Parameters parameters(which.workload, info_->parameters, which.values);
    if (const HelperProcess* helper = info_->helper;
        helper != nullptr && helper->needed(parameters)) {
      const std::string executable =
          std::string(PARBENCH_HELPERS_DIR "/") + std::string(helper->executable);
      helper_ = std::make_unique<RunningHelper>(executable, helper->arguments(parameters));
      parameters.fill(helper->fills, helper_->ready_line());
    }
    if (info_->check != nullptr) info_->check(parameters);
    scratch_ = std::filesystem::path(testing::TempDir()) / ("contract-" + std::to_string(getpid()));
    std::filesystem::create_directories(scratch_);
    workload_ = info_->made(parameters, scratch_, worker_count);
    together_ = info_->fewest_workers != nullptr && info_->fewest_workers(parameters) > 1;
    estimate_ = info_->estimate(parameters);
  }
  ~Subject() { std::filesystem::remove_all(scratch_); }

  const Workload& workload() const { return *workload_; }
  const Estimate& estimate() const { return estimate_; }
  bool together() const { return together_; }  // its tasks wait for each other
  bool ends_worker() const { return info_->counts_survivors; }

  // Tasks from, from + step, ... by one worker; the others stay 0.
  Digests digests(std::size_t from, std::size_t step, bool backwards = false) const {
    std::uint64_t observed = 0;
    Worker worker;
    worker.number = static_cast<int>(from);
    worker.observed = &observed;
    const std::size_t count = workload_->task_count();
    Digests result(count);
    for (std::size_t i = from; i < count; i += step) {
      const std::size_t index = backwards ? count - 1 - i : i;
      result[index] = workload_->run_task(index, worker);
    }
    return result;
  }

  Digests expected() const {
    Digests result(workload_->task_count());
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = workload_->expected(i);
    return result;
  }

 private:
  const WorkloadInfo* info_;
  std::unique_ptr<RunningHelper> helper_;
  std::filesystem::path scratch_;
  std::unique_ptr<Workload> workload_;
  Estimate estimate_;
  bool together_ = false;
};

class WorkloadContract : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    subject_ = std::make_unique<Subject>(GetParam());
    expected_ = subject_->expected();
    if (subject_->ends_worker()) GTEST_SKIP() << "its task ends the worker";
    subject_->workload().begin_pass();
  }

  std::unique_ptr<Subject> subject_;
  Digests expected_;
};

TEST_P(WorkloadContract, GivesExpectedDigestsInAnyOrder) {
  ASSERT_GT(expected_.size(), 0U);
  if (subject_->together()) return;
  EXPECT_EQ(subject_->digests(0, 1), expected_);
  EXPECT_EQ(subject_->digests(0, 1), expected_);
  EXPECT_EQ(subject_->digests(0, 1, true), expected_);
}

// As an event loop runs them: all at once on one thread, each by a worker of its own.
TEST_P(WorkloadContract, GivesSameDigestsInSteps) {
  const Workload& workload = subject_->workload();
  std::vector<std::uint64_t> observed(workload.task_count());
  std::vector<Worker> workers(workload.task_count());
  std::vector<std::unique_ptr<WaitingTask>> tasks;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    workers[i].observed = &observed[i];
    tasks.push_back(workload.start_task(i, workers[i]));
    if (tasks[i] == nullptr) return;  // it only computes
  }
  std::vector<bool> waits(tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) waits[i] = tasks[i]->step().has_value();
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const std::uint64_t digest = waits[i] ? run_to_end(*tasks[i]) : tasks[i]->digest();
    EXPECT_EQ(digest, expected_[i]) << "task " << i;
  }
}

TEST_P(WorkloadContract, IsDefinedByParameters) {
  EXPECT_EQ(Subject(GetParam()).expected(), expected_);
}

TEST_P(WorkloadContract, GivesSameDigestsInThreads) {
  constexpr std::size_t count = worker_count;
  std::vector<Digests> parts(count);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < count; ++t) {
    threads.emplace_back([&, t] { parts[t] = subject_->digests(t, count); });
  }
  for (std::thread& thread : threads) thread.join();
  subject_->workload().check_pass();
  for (std::size_t i = 0; i < expected_.size(); ++i) {
    EXPECT_EQ(parts[i % count][i], expected_[i]) << "task " << i;
  }
}

TEST_P(WorkloadContract, GivesSameDigestsInForkedChildren) {
  std::vector<pid_t> children;
  for (std::size_t child = 0; child < worker_count; ++child) {
    const pid_t pid = fork();
    if (pid == 0) {
      int status = 1;
      try {
        const Digests digests = subject_->digests(child, worker_count);
        status = 0;
        for (std::size_t i = child; i < digests.size(); i += worker_count) {
          status |= digests[i] != expected_[i] ? 2 : 0;
        }
      } catch (...) {
      }
      _exit(status);
    }
    children.push_back(pid);
  }
  for (const pid_t child : children) {
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0) << "exit status or signal of a child";
  }
  subject_->workload().check_pass();
}

TEST_P(WorkloadContract, HasPlausibleEstimate) {
  const Estimate& estimate = subject_->estimate();
  EXPECT_GT(estimate.compute_s + estimate.wait_s, 0);
  EXPECT_LT(estimate.compute_s + estimate.wait_s, 10);
}

std::string case_name(const testing::TestParamInfo<Case>& info) {
  return info.param.workload + "_" + std::to_string(info.index);
}
INSTANTIATE_TEST_SUITE_P(Each, WorkloadContract, testing::ValuesIn(small_cases()), case_name);

TEST(WorkloadTable, EveryMeasuredWorkloadHasSmallCase) {
  for (const auto& [name, info] : workloads()) {
    if (info->kind == WorkloadKind::checking) continue;
    EXPECT_FALSE(info->small_cases.empty()) << name << ": add .small_cases to its WorkloadInfo";
  }
}

TEST(WorkloadTable, DefaultsAreValidAndKeysDescribed) {
  for (const auto& [name, info] : workloads()) {
    const Parameters parameters(name, info->parameters, {});
    EXPECT_FALSE(info->about.empty()) << name;
    ASSERT_TRUE((info->make != nullptr) != (info->make_shared != nullptr)) << name;
    ASSERT_NE(info->estimate, nullptr) << name;
    for (const ParameterSpec& spec : info->parameters) {
      EXPECT_FALSE(spec.about.empty()) << name << "." << spec.key;
      EXPECT_EQ(parameters.text(spec.key), spec.fallback)
          << "the default of " << name << "." << spec.key << " is not in its usual spelling";
    }
  }
}

}  // namespace
}  // namespace parbench
