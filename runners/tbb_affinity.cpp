// oneTBB's parallel_for with affinity_partitioner: in each pass a task goes to the thread that had
// it in the pass before, for the sake of its cache.
#include "runners/tbb_arena.hpp"

namespace parbench {

const RunnerInfo runner_info = tbb_runner<TbbParallelFor<tbb::affinity_partitioner>>(
    "oneTBB: parallel_for with affinity_partitioner (chunks of tasks, where they ran before)",
    false);

}  // namespace parbench
