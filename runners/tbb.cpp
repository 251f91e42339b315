// oneTBB's parallel_for with one task per chunk; its default partitioner would merge tasks.
#include "runners/tbb_arena.hpp"

namespace parbench {

const RunnerInfo runner_info = tbb_runner<TbbParallelFor<tbb::simple_partitioner>>(
    "oneTBB: parallel_for with one task per chunk (work stealing)");

}  // namespace parbench
