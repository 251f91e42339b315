#pragma once

namespace parbench {

// What starting a trial, its workers and its tasks takes, roughly. For estimates only.
struct StartTime {
  double trial_s = 5e-3;  // process start, the guard's answer, the row
  double worker_s = 0;    // CPU time more per worker; workers start side by side
  double task_s = 0;      // CPU time more per task, where each gets a worker of its own
};

}  // namespace parbench
