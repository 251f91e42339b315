// oneTBB's parallel_for as it is by default: its partitioner chooses how many tasks make a chunk.
#include "runners/tbb_arena.hpp"

namespace parbench {

const RunnerInfo runner_info = tbb_runner<TbbParallelFor<tbb::auto_partitioner>>(
    "oneTBB: parallel_for with the default auto_partitioner (chunks of tasks)", false);

}  // namespace parbench
