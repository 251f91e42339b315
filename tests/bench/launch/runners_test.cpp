#include "bench/launch/runners.hpp"

#include <nlohmann/json.hpp>

#include "tests/support/message_of.hpp"
#include "tests/support/with_guard.hpp"

namespace parbench {
namespace {

class DescribeTest : public WithGuard {
 protected:
  FoundRunner described(const std::string& script) {
    folder.write("runner", "#!/bin/sh\ncd '" + folder.path().string() + "'\n" + script +
                               "\necho '{\"protocol\": 1, \"name\": \"made\", \"family\": "
                               "\"threads\", \"workloads\": []}'\n");
    std::filesystem::permissions(folder.path() / "runner", std::filesystem::perms::owner_all);
    return describe(folder.path() / "runner", *client, scratch);
  }
};

TEST_F(DescribeTest, AsksAgainWhereTheRunnerWasKilled) {
  EXPECT_EQ(described("mkdir first && kill -KILL $$").name, "made");
}

TEST_F(DescribeTest, AsksAgainWhereTheGuardWasKilled) {
  EXPECT_EQ(described("mkdir first && kill -KILL $PPID && sleep 600").name, "made");
}

TEST_F(DescribeTest, NamesTheSignalOfARunnerThatAlwaysCrashes) {
  EXPECT_NE(message_of<std::runtime_error>([&] {
              described("kill -SEGV $$");
            }).find("--describe was killed by signal 11"),
            std::string::npos);
}

TEST_F(DescribeTest, TakesTheReasonFromARunnerThatCannotRunHere) {
  try {
    described("echo 'loading' >&2; echo 'needs libmade 3' >&2; exit 4");
    FAIL() << "it was taken for usable";
  } catch (const CannotRunHere& error) {
    EXPECT_EQ(error.reason, "needs libmade 3");
    EXPECT_EQ(error.what(),
              (folder.path() / "runner").string() + " cannot run here: needs libmade 3");
  }
}

TEST_F(DescribeTest, SaysWhereARunnerThatCannotRunHereGivesNoReason) {
  EXPECT_NE(message_of<CannotRunHere>([&] { described("exit 4"); }).find("it does not say why"),
            std::string::npos);
}

using nlohmann::json;

json some_description() {
  return {{"protocol", 1},
          {"name", "my_pool2"},
          {"family", "threads"},
          {"workloads", {"conformance"}},
          {"slowness", 0.5},
          {"launch", {"mpirun", "-np", "{workers}"}},
          {"environment", {{"A", ""}}}};
}

std::string refusal(const char* key, const json& value) {
  json object = some_description();
  object[key] = value;
  return message_of<std::runtime_error>([&] { read_description(object.dump()); });
}

TEST(Description, IsReadWithItsDefaults) {
  const FoundRunner found = read_description(some_description().dump());
  EXPECT_EQ(found.name, "my_pool2");
  EXPECT_EQ(found.workloads, std::vector<std::string>{"conformance"});
  EXPECT_EQ(found.slowness, 1);  // an estimate is never shorter than compiled tasks take
  EXPECT_EQ(found.launch.size(), 3U);
  EXPECT_EQ(found.environment.at("A"), "");
  EXPECT_TRUE(found.scales);
}

StartTime start_with(const json& values = json::object()) {
  json object = some_description();
  object.update(values);
  return read_description(object.dump()).start;
}

TEST(Description, TakesLongerToStartUnderAnotherProgram) {
  const StartTime alone = start_with({{"launch", json::array()}}), launched = start_with();
  EXPECT_LT(alone.trial_s, 0.05);
  EXPECT_EQ(alone.worker_s, 0);
  EXPECT_GT(launched.trial_s, 0.2);
  EXPECT_GT(launched.worker_s, 0.01);
}

TEST(Description, SaysHowLongATrialTakesToStart) {
  const StartTime given =
      start_with({{"start", {{"trial_s", 2}, {"worker_s", 0.25}, {"task_s", 0.5}}}});
  EXPECT_EQ(given.trial_s, 2);
  EXPECT_EQ(given.task_s, 0.5);
  EXPECT_EQ(given.worker_s, 0.25);
  EXPECT_EQ(start_with({{"start", {{"trial_s", 2}}}}).worker_s, start_with().worker_s);
  EXPECT_NE(refusal("start", {{"trial_s", -1}}).find("trial_s"), std::string::npos);
  EXPECT_NE(refusal("start", {{"worker_s", "long"}}).find("worker_s"), std::string::npos);
}

TEST(Description, IsRefusedWithANameThatIsNoWord) {
  for (const char* name : {"", "two words", "Pool", "a,b", "a\nb", "../pool", "p\u00f6\u00f6l"})
    EXPECT_NE(refusal("name", name).find("allowed: lower case, digits, _"), std::string::npos);
  EXPECT_EQ(refusal("name", "a\nb"), "its name is 'a\\x0ab', allowed: lower case, digits, _");
}

TEST(Description, IsRefusedWhereItIsNotOfTheProtocol) {
  EXPECT_EQ(refusal("protocol", 2), "it speaks protocol version 2, not 1");
  EXPECT_NE(refusal("name", 3).find("--describe: "), std::string::npos);
  EXPECT_NE(refusal("workloads", "empty").find("--describe: "), std::string::npos);
  EXPECT_EQ(message_of<std::runtime_error>([] { read_description("usage: pool N"); }),
            "--describe must print a JSON object and nothing else, and printed 'usage: pool N'");
}

}  // namespace
}  // namespace parbench
