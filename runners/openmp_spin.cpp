// As `openmp`, with threads that spin while they wait: they start the next pass sooner, and keep
// their CPUs busy until then.
#include "runners/openmp_team.hpp"

namespace parbench {

const RunnerInfo runner_info = openmp_runner<OpenMpDynamic>(
    {.about = "OpenMP: parallel for, schedule(dynamic,1), threads spin while they wait",
     .wait_policy = "ACTIVE"});

}  // namespace parbench
