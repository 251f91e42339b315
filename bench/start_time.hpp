#pragma once

namespace parbench {

// What a trial takes before and after its passes, roughly. For estimates only.
struct StartTime {
  double trial_s = 5e-3;  // process start, the guard's answer, the row
  double worker_s = 0;    // CPU time more per worker; workers start side by side
};

}  // namespace parbench
