#include "bench/launch/hosts.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

std::filesystem::path file_of(const TemporaryFolder& folder, const std::string& text) {
  std::ofstream{folder.path() / "hosts"} << text;
  return folder.path() / "hosts";
}

TEST(ReadHosts, TakesNamesSlotsAndComments) {
  const TemporaryFolder folder;
  const auto hosts = read_hosts(file_of(folder, "# two\n\nnode-1.lan slots=16  # big\n10.0.0.2\n"));
  ASSERT_EQ(hosts.size(), 2U);
  EXPECT_EQ(hosts[0].name, "node-1.lan");
  EXPECT_EQ(hosts[0].slots, 16);
  EXPECT_EQ(hosts[1].name, "10.0.0.2");
  EXPECT_EQ(hosts[1].slots, 1);
}

TEST(ReadHosts, RefusesInALineThatNamesTheValue) {
  const TemporaryFolder folder;
  const auto refused = [&](const std::string& text, const std::string& why) {
    const std::string said =
        message_of<std::runtime_error>([&] { read_hosts(file_of(folder, text)); });
    EXPECT_NE(said.find(why), std::string::npos) << said;
  };
  refused("", "names no host");
  refused("a\na slots=2\n", "line 2: a is given twice");
  refused("a slots=0\n", "line 1: 'slots=0' is not allowed: NAME slots=COUNT, from 1 to 16384");
  refused("a slots=1.5\n", "'slots=1.5'");
  refused("a cpu=4\n", "'cpu=4'");
  refused("a slots=2 max\n", "'max'");
  refused("-oProxyCommand=x\n", "is not a host's name");
  refused("a;b\n", "is not a host's name");
  const std::string said =
      message_of<std::runtime_error>([&] { read_hosts(folder.path() / "none"); });
  EXPECT_NE(said.find("cannot read"), std::string::npos) << said;
}

TEST(TakesHosts, IsSaidByTheLaunch) {
  FoundRunner runner;
  runner.launch = {"mpirun", "-np", "{workers}"};
  EXPECT_FALSE(takes_hosts(runner));
  runner.launch.emplace_back("{hosts}");
  EXPECT_TRUE(takes_hosts(runner));
}

}  // namespace
}  // namespace parbench
