// What is told of a trial whose ranks failed.
#include "runners/mpi_start.hpp"

#include <gtest/gtest.h>

namespace parbench {
namespace {

const std::string frame = "----------------------------------------\n";
const std::string killed =
    "mpirun noticed that process rank 3 with PID 0 on node vm exited on signal 9 (Killed).\n";

TEST(ReasonIn, IsTheLastLineOfARank) {
  EXPECT_EQ(reason_in("task 7 fails\n" + frame + "Primary job terminated\n" + frame),
            "task 7 fails");
}

TEST(ReasonIn, NamesTheWorkerThatWasKilled) {
  EXPECT_EQ(reason_in(frame + "job aborted\n" + frame + frame + killed + frame),
            "worker 2 was killed by SIGKILL");
}

TEST(ReasonIn, JoinsWhatMpirunSays) {
  EXPECT_EQ(reason_in(frame + "There are\n\nno slots.\n" + frame), "mpirun: There are no slots.");
}

TEST(ReasonIn, IsEmptyOnlyWhereNothingWasSaid) { EXPECT_EQ(reason_in(""), ""); }

}  // namespace
}  // namespace parbench
