// A test fixture that launches shell scripts as runners.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "bench/launch/launch.hpp"
#include "bench/protocol.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {

inline TrialRecord some_record() {
  TrialRecord record;
  record.tasks = 4;
  record.passes = 2;
  record.wall_s = record.wall_min_s = record.wall_max_s = 0.25;
  record.workers_seen = record.max_in_flight = 1;
  record.digest = {0x2a};
  return record;
}

class WithLauncher : public testing::Test {
 protected:
  WithLauncher() {
    runner.name = "script";
    launch.runner = &runner;
    launch.workload_name = "made";
    launch.deadline_s = 30;
    write_record(to_json(some_record()));
  }

  void write_record(const std::string& text) const { folder.write("good.json", text); }

  std::filesystem::path write_script(const std::string& name, const std::string& text) const {
    folder.write(name, "#!/bin/sh\ncd '" + folder.path().string() + "'\n" + text + "\n");
    std::filesystem::permissions(folder.path() / name, std::filesystem::perms::owner_all);
    return folder.path() / name;
  }

  // In the script $2 is the request and $4 the record's path.
  Outcome outcome_of(const std::string& script) {
    runner.executable = write_script("runner", script);
    return launcher.run(launch);
  }

  void expect_failure(const Outcome& outcome, Status status, const std::string& reason) const {
    EXPECT_EQ(outcome.status, status) << status_name(outcome.status);
    EXPECT_EQ(outcome.reason, reason);
    EXPECT_FALSE(outcome.record);
  }

  const TemporaryFolder folder;
  GuardClient guard{std::filesystem::path{PARBENCH_BUILD_FOLDER} / "parbench-guard", ""};
  Launcher launcher{guard, folder.path(), folder.path() / "scratch"};
  FoundRunner runner;
  Launch launch;
};

inline const std::string write_good = "cp good.json \"$4\"\n";

}  // namespace parbench
