// Runs one trial in a new process of a runner; gives its record or the reason why there is none.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "bench/launch/guard_client.hpp"
#include "bench/launch/runners.hpp"
#include "bench/machine/memory.hpp"
#include "bench/pause.hpp"
#include "bench/record.hpp"
#include "bench/workload.hpp"

namespace parbench {

struct Launch {
  const FoundRunner* runner = nullptr;
  const WorkloadInfo* workload = nullptr;  // null: unknown to this build, so without helper
  std::string workload_name;
  Parameters parameters;
  int workers = 1;
  std::uint64_t passes = 0;
  double min_sample_s = 0.2;
  double slowdown = 0;  // lengthens the timed passes by this share (self-test)
  bool trace = false;   // one more pass, to record when each task ran
  double deadline_s = 60;
  std::optional<int> cpu;                        // the only one that the runner may use
  std::optional<std::uint64_t> expected_digest;  // of a pass, if this build knows it
};

struct Outcome {
  Status status = Status::ok;
  std::string reason;  // one line; empty when ok
  std::optional<int> exit_signal;
  std::optional<TrialRecord> record;  // when ok
  std::optional<double> helper_cpu_s;
  std::optional<OutsideLoad> outside_load;  // when ok and known
  std::vector<std::string> left;            // processes left behind by the runner
  Pause pause;
};

class Launcher {
 public:
  // `scratch` is shared by the trials of the run; a folder in it is recreated for every trial.
  // `root`: where /proc and /sys tell of memory.
  Launcher(GuardClient& guard, std::filesystem::path helpers, std::filesystem::path scratch,
           std::filesystem::path root = "/");

  // Runs the trial to its end, or kills it at the deadline; leaves no process. Throws only
  // Interrupted.
  Outcome run(const Launch& launch);

  // What run() executes, as one line for a POSIX shell in any folder that it may write to: it leaves
  // record.json there, the data of large workloads, and helper.out where it starts a helper process.
  std::string command(const Launch& launch) const;

 private:
  Outcome attempt(const Launch& launch);
  Pause end_everything();
  Outcome attempt_or_failure(const Launch& launch);
  void name_the_killer(Outcome& outcome, std::optional<std::uint64_t> kills_before) const;
  Outcome judge(const Launch& launch, const Ended& ended) const;
  Start start_of(const Launch& launch, const Parameters& parameters, std::optional<pid_t> helper,
                 const std::filesystem::path& scratch, const std::filesystem::path& record) const;
  std::string start_helper(const HelperProcess& helper, const Parameters& parameters,
                           double patience_s, pid_t& pid);

  GuardClient& guard_;
  std::filesystem::path helpers_, scratch_, trial_, root_;
  OomKills oom_kills_;
};

}  // namespace parbench
