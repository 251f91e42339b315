// An OpenMP parallel loop that dispatches one task at a time. Not a `taskloop`: libgomp runs a long
// one on one thread.
#include "runners/openmp_team.hpp"

namespace parbench {

const RunnerInfo runner_info =
    openmp_runner<OpenMpDynamic>({.about = "OpenMP: parallel for, schedule(dynamic,1)"});

}  // namespace parbench
