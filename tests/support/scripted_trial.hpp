// A trial whose workload and runner execute code of a test.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "bench/trial/measure.hpp"
#include "tests/support/fake_workload.hpp"
#include "tests/support/message_of.hpp"

namespace parbench {

// Used by the next trial. It is a global because workload and runner are made by plain functions.
struct Script {
  std::size_t tasks = 4;
  FakeWorkload::TaskBody body = [](std::size_t index, Worker&) { return scramble(index); };
  std::function<void(const Job&, int workers, int pass)> run = [](const Job& job, int, int) {
    for (std::size_t i = 0; i < job.task_count(); ++i) job.run_task(i, 0);
  };
  std::function<void()> set_up = [] {};
  std::function<void()> tear_down = [] {};
  int passes = 0;  // run so far
};
inline Script script;

class ScriptedRunner final : public Runner {
 public:
  ScriptedRunner(const Job& job, int workers) : job_{job}, workers_{workers} { script.set_up(); }
  ~ScriptedRunner() override { script.tear_down(); }
  void run() override { script.run(job_, workers_, script.passes++); }

 private:
  const Job& job_;
  int workers_;
};

inline RunnerInfo scripted_runner() {
  RunnerInfo info;
  info.make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
    return std::make_unique<ScriptedRunner>(job, workers);
  };
  return info;
}

inline WorkloadInfo scripted_workload() {
  WorkloadInfo info;
  info.make = [](const Parameters&, const std::filesystem::path&) -> std::unique_ptr<Workload> {
    return std::make_unique<FakeWorkload>(script.tasks, script.body);
  };
  return info;
}

class ScriptedTrial : public testing::Test {
 protected:
  ScriptedTrial() {
    script = {};
    request.workload = "made";
    request.passes = 3;
  }

  TrialRecord measured() { return measure(request, workload, runner); }

  template <typename Error>
  std::string message() {
    return message_of<Error>([&] { measured(); });
  }

  TrialRequest request;
  WorkloadInfo workload = scripted_workload();
  RunnerInfo runner = scripted_runner();
};

}  // namespace parbench
