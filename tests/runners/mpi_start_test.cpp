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

TEST(ReasonIn, NamesTheHostThatWasLost) {
  EXPECT_EQ(reason_in("[vm:1] peer went away\n" + frame +
                      "ORTE has lost communication with a remote daemon.\n"
                      "  HNP daemon   : [[2,0],0] on node vm\n"
                      "  Remote daemon: [[2,0],2] on node 10.0.0.3\n" +
                      frame),
            "host 10.0.0.3 was lost: it has not answered for some 10 s");
}

TEST(ReasonIn, NamesTheHostWithoutThisExecutable) {
  EXPECT_EQ(reason_in(frame + "mpirun was unable to launch the specified application\n" +
                      "Executable: /opt/mpi\nNode: b\n" + frame),
            "host b cannot run /opt/mpi: install the same build there, at the same path");
}

TEST(ReasonIn, NamesTheHostThatCannotAnswer) {
  const std::string page = "ORTE was unable to reliably start one or more daemons.\nadvice\n";
  EXPECT_EQ(reason_in(frame + page + frame),
            "mpirun could not start its daemon (orted, of openmpi-bin) on one of the hosts");
  EXPECT_EQ(reason_in(std::string(ranks_started) + "\n" + frame + page + frame),
            "one of the hosts was lost: its daemon (orted) has ended");
  EXPECT_EQ(reason_in(frame +
                      "An ORTE daemon has unexpectedly failed after launch and before\n"
                      "communicating back to mpirun. This could be caused by a number\n" +
                      frame),
            "mpirun could not start its daemon (orted, of openmpi-bin) on one of the hosts");
  EXPECT_EQ(reason_in(frame + "A process was unable to complete a TCP connection\n" +
                      "  Local host:    b\n  Remote host:   a\n" + frame + frame + page + frame),
            "host b cannot reach a by TCP: is a firewall between them?");
  EXPECT_EQ(
      reason_in("ssh: connect to host b port 22: Connection refused\n" + frame + page + frame),
      "ssh: connect to host b port 22: Connection refused");
}

TEST(ReasonIn, NamesWhatAJobOfSlurmAsksOfHosts) {
  EXPECT_EQ(
      reason_in(frame + "All nodes which are allocated for this job are already filled.\n" + frame),
      "in a Slurm job, --hosts takes nodes of the job, by Slurm's names, and this machine must be "
      "one of them");
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += word + ' ';
  return text;
}

TEST(MpirunWords, OnThisMachineUseNoNetwork) {
  const std::string words = joined(mpirun_words({3, "", {"run", "it"}}, "/scratch"));
  EXPECT_NE(words.find("--mca plm isolated"), std::string::npos);
  EXPECT_EQ(words.find("tcp"), std::string::npos);
  EXPECT_TRUE(words.ends_with("-np 4 run it ")) << words;
}

TEST(MpirunWords, PlaceTheMasterHereAndEachHostsWorkersThere) {
  const std::string words = joined(mpirun_words({3, "a:1,b:2", {"run", "it"}}, "/scratch"));
  EXPECT_EQ(words.find("isolated"), std::string::npos);
  EXPECT_NE(words.find("oob_tcp_keepalive_time"), std::string::npos);
  EXPECT_TRUE(
      words.ends_with("-np 1 --host localhost:1 run it : -np 1 --host a:1 run it : "
                      "-np 2 --host b:2 run it "))
      << words;
}

TEST(ReasonIn, IsEmptyOnlyWhereNothingWasSaid) { EXPECT_EQ(reason_in(""), ""); }

}  // namespace
}  // namespace parbench
