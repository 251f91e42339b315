// The command line: what is understood, and what is refused in one line of ours.
#include "bench/cli/options.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "bench/output/google_benchmark_adapter.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

std::string refusal(const std::vector<std::string>& words) {
  try {
    parse_options(words);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Options, NothingIsAQuickRun) {
  EXPECT_EQ(parse_options({}).command, "run");
  EXPECT_EQ(parse_options({}).run.preset, "quick");
  EXPECT_EQ(parse_options({"run", "-j", "4"}).run.workers, "4");
}

TEST(Options, ValuesArriveWithTheirUnits) {
  const RunOptions run =
      parse_options({"--sample", "200ms", "--timeout", "2m", "--blocks", "9", "--seed", "5",
                     "--set", "a.b=1,2", "--set", "c.d=x", "--no-progress"})
          .run;
  EXPECT_DOUBLE_EQ(*run.min_sample_s, 0.2);
  EXPECT_DOUBLE_EQ(*run.timeout_s, 120);
  EXPECT_EQ(run.blocks, 9);
  EXPECT_EQ(run.seed, 5U);
  EXPECT_EQ(run.settings, (std::vector<std::string>{"a.b=1,2", "c.d=x"}));
  EXPECT_FALSE(run.progress);
}

TEST(Options, BudgetWidthAndPatience) {
  const RunOptions run =
      parse_options({"--budget", "2m", "--width", "2.5%", "--wait", "20m", "--no-lock", "--strict"})
          .run;
  EXPECT_DOUBLE_EQ(*run.budget_s, 120);
  EXPECT_DOUBLE_EQ(*run.width, 0.025);
  EXPECT_DOUBLE_EQ(run.wait_s, 1200);
  EXPECT_FALSE(run.lock);
  EXPECT_TRUE(run.strict);
  const RunOptions plain = parse_options({}).run;
  EXPECT_FALSE(plain.budget_s || plain.width || plain.strict);
  EXPECT_EQ(plain.wait_s, 0);
  EXPECT_TRUE(plain.lock);
  for (const char* width : {"5", "0%", "101%", "%", "5 %", "five%"})
    EXPECT_NE(refusal({"--width", width}).find("from 0.1% to 100%"), std::string::npos) << width;
}

TEST(Options, ASelfTestTakesFewOfThem) {
  const Options options = parse_options({"selftest", "--long", "--seed", "4"});
  EXPECT_EQ(options.command, "selftest");
  EXPECT_TRUE(options.run.long_selftest);
  EXPECT_EQ(options.run.seed, 4U);
  EXPECT_NE(refusal({"selftest", "--workers", "2"}).find("--workers"), std::string::npos);
  EXPECT_NE(refusal({"--long"}).find("--long"), std::string::npos);
}

TEST(Options, AResumedRunTakesItsOwnOptionsAndFewNewOnes) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "options.toml") << "preset=\"standard\"\nworkers=\"2,4\"\nseed=9\n";
  const std::string path = folder.path();
  const RunOptions run =
      parse_options({"run", "--resume", path, "--budget", "5m", "--blocks", "20"}).run;
  EXPECT_EQ(run.preset, "standard");
  EXPECT_EQ(run.workers, "2,4");
  EXPECT_EQ(run.seed, 9U);
  EXPECT_EQ(run.blocks, 20);
  EXPECT_DOUBLE_EQ(*run.budget_s, 300);
  EXPECT_EQ(run.resume, folder.path());
  for (const char* word : {"--workers", "--seed", "--preset", "--sample"})
    EXPECT_NE(refusal({"--resume", path, word, "1"}).find(word), std::string::npos) << word;
}

TEST(Options, RefusalsNameTheValueAndOurName) {
  EXPECT_NE(refusal({"--threads", "4"}).find("--workers"), std::string::npos);
  EXPECT_NE(refusal({"--benchmark_min_time=1"}).find("--sample"), std::string::npos);
  EXPECT_NE(refusal({"--preset", "slow"}).find("'slow'"), std::string::npos);
  EXPECT_NE(refusal({"--sample", "5"}).find("'5'"), std::string::npos);
  EXPECT_NE(refusal({"--workers", ""}).find("--workers"), std::string::npos);
  EXPECT_NE(refusal({"bench"}).find("'bench'"), std::string::npos);
  EXPECT_EQ(refusal({"--no-such"}).find('\n'), std::string::npos);
}

TEST(Options, HelpAndVersionAreTexts) {
  EXPECT_EQ(parse_options({"--help"}).command, "help");
  EXPECT_NE(parse_options({"--help"}).text.find("check-runner"), std::string::npos);
  EXPECT_EQ(parse_options({"--version"}).text.find("parbench "), 0U);
}

TEST(GoogleFront, RunsTheNamedOneAloneAndHandsExceptionsOn) {
  start_google_benchmark();
  int first = 0, longer = 0;
  const auto one = [&] {
    ++first;
    return std::optional{0.5};
  };
  run_as_benchmark("w/a+b/pool/1", one);
  run_as_benchmark("w/a+b/pool/16", [&] {
    ++longer;
    return std::optional{0.5};
  });
  run_as_benchmark("w/a+b/pool/1", one);
  EXPECT_EQ(first, 2);
  EXPECT_EQ(longer, 1);
  run_as_benchmark("w/fails/1", [] { return std::optional<double>{}; });
  EXPECT_THROW(run_as_benchmark("w/throws/1",
                                []() -> std::optional<double> { throw UsageError("as asked"); }),
               UsageError);
}

}  // namespace
}  // namespace parbench
