// The command line: what it accepts, and what it refuses in one line.
#include "bench/cli/options.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

std::string refusal(const std::vector<std::string>& args) {
  try {
    parse_options(args);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Options, WithoutACommandItIsRun) {
  EXPECT_EQ(parse_options({}).command, "run");
  EXPECT_EQ(parse_options({}).run.preset, "quick");
  EXPECT_EQ(parse_options({"-j", "4"}).run.workers, "4");
  EXPECT_EQ(parse_options({"run", "-j4"}).run.workers, "4");
}

TEST(Options, ValuesAreParsedWithTheirUnits) {
  const RunOptions run =
      parse_options({"--sample", "200ms", "--timeout", "2m",    "--blocks", "9",  "--seed",
                     "5",        "--set", "a.b=1,2",   "--set", "c.d=x",    "-w", "a,b",
                     "--budget", "2m",    "--width",   "2.5%",  "--wait",   "20m"})
          .run;
  EXPECT_DOUBLE_EQ(*run.min_sample_s, 0.2);
  EXPECT_DOUBLE_EQ(*run.timeout_s, 120);
  EXPECT_EQ(run.blocks, 9);
  EXPECT_EQ(run.seed, 5U);
  EXPECT_EQ(run.settings, (std::vector<std::string>{"a.b=1,2", "c.d=x"}));
  EXPECT_EQ(run.workloads, (std::vector<std::string>{"a", "b"}));
  EXPECT_DOUBLE_EQ(*run.budget_s, 120);
  EXPECT_DOUBLE_EQ(*run.width, 0.025);
  EXPECT_DOUBLE_EQ(run.wait_s, 1200);
  for (const char* width : {"5", "0%", "101%", "%", "5 %", "five%"})
    EXPECT_NE(refusal({"--width", width}).find("from 0.1% to 100%"), std::string::npos) << width;
}

TEST(Options, FlagsChangeTheirDefaults) {
  const RunOptions plain = parse_options({}).run;
  EXPECT_TRUE(plain.lock && plain.progress && plain.report);
  EXPECT_FALSE(plain.strict || plain.quiet || plain.budget_s || plain.width);
  const RunOptions run =
      parse_options({"--no-lock", "--no-progress", "--no-report", "--strict", "-q"}).run;
  EXPECT_FALSE(run.lock || run.progress || run.report);
  EXPECT_TRUE(run.strict && run.quiet);
}

TEST(Options, ASelfTestHasFewOptions) {
  const Options options = parse_options({"selftest", "--long", "--seed", "4"});
  EXPECT_EQ(options.command, "selftest");
  EXPECT_TRUE(options.run.long_selftest);
  EXPECT_EQ(options.run.seed, 4U);
  EXPECT_EQ(refusal({"selftest", "--workers", "2"}),
            "unknown option --workers; parbench selftest --help lists the options");
  EXPECT_NE(refusal({"--long"}).find("unknown option --long"), std::string::npos);
}

TEST(Options, CommandsInPythonGetTheirArgumentsUntouched) {
  const std::vector<std::string> args{"run", "--help", "--", "-o", "--threads=4"};
  for (const char* command : {"report", "summary", "compare"}) {
    std::vector<std::string> all{command};
    all.insert(all.end(), args.begin(), args.end());
    EXPECT_EQ(parse_options(all).command, command);
    EXPECT_EQ(parse_options(all).args, args);
  }
}

TEST(Options, TheirFileRepeatsThem) {
  const TemporaryFolder folder;
  const std::vector<std::string> args{
      "-p",         "standard", "-w",      "a,b", "--set",    "a.b=1,2", "--set",     "c.d=x y",
      "--sample",   "20ms",     "--width", "2%",  "--blocks", "7",       "--no-lock", "-q",
      "--hostname", "--trace",  "a/\"b\"", "-o",  "gone",     "--seed",  "3"};
  const RunOptions first = parse_options(args).run;
  folder.write("options.toml", first.toml);
  const std::string file = folder.path() / "options.toml";
  const RunOptions again = parse_options({"--config", file}).run;
  EXPECT_EQ(again.toml, first.toml);
  EXPECT_EQ(again.preset, "standard");
  EXPECT_EQ(again.settings, first.settings);
  EXPECT_EQ(again.workloads, first.workloads);
  EXPECT_EQ(again.trace, "a/\"b\"");
  EXPECT_DOUBLE_EQ(*again.min_sample_s, 0.02);
  EXPECT_TRUE(again.quiet && again.hostname && !again.lock && again.progress);
  EXPECT_TRUE(again.out.empty() && !again.seed);  // the run adds the seed that it drew
  EXPECT_EQ(parse_options({"--config", file, "--blocks", "8", "--set", "e.f=1"}).run.settings,
            std::vector<std::string>{"e.f=1"});
}

TEST(Options, AResumedRunLaysFewNewOptionsOverItsOwn) {
  const TemporaryFolder folder;
  folder.write("options.toml", "preset=\"standard\"\nworkers=\"2,4\"\nblocks=\"9\"\nseed=9\n");
  const std::string path = folder.path();
  const RunOptions run =
      parse_options({"run", "--resume", path, "--budget", "5m", "--blocks", "20"}).run;
  EXPECT_EQ(run.preset, "standard");
  EXPECT_EQ(run.workers, "2,4");
  EXPECT_EQ(run.seed, 9U);
  EXPECT_EQ(run.blocks, 20);
  EXPECT_DOUBLE_EQ(*run.budget_s, 300);
  EXPECT_EQ(run.resume, folder.path());
  EXPECT_EQ(parse_options({"--resume", path}).run.blocks, 9);
  for (const std::vector<std::string>& changed :
       std::vector<std::vector<std::string>>{{"--workers", "1"},
                                             {"--seed", "1"},
                                             {"--preset", "quick"},
                                             {"--sample", "1s"},
                                             {"--out", "x"},
                                             {"--config", path},
                                             {"--dry-run"},
                                             {"--hostname"},
                                             {"--width", "1%"}}) {
    std::vector<std::string> args{"--resume", path};
    args.insert(args.end(), changed.begin(), changed.end());
    EXPECT_EQ(refusal(args), changed[0] +
                                 " cannot be changed with --resume: what is measured "
                                 "stays as it was");
  }
}

TEST(Options, AFileWithAnotherOptionOrABadValueIsRefused) {
  const TemporaryFolder folder;
  const std::string file = folder.path() / "options.toml";
  const std::pair<const char*, const char*> cases[]{{"threads=4", "'threads', which is not"},
                                                    {"[run]\nblocks=4", "'[run]'"},
                                                    {"resume=\"x\"", "'resume'"},
                                                    {"sample=\"5\"", "--sample: '5'"},
                                                    {"quiet=\"perhaps\"", "perhaps"}};
  for (const auto& [text, named] : cases) {
    folder.write("options.toml", text);
    EXPECT_NE(refusal({"--config", file}).find(named), std::string::npos)
        << refusal({"--config", file});
  }
}

TEST(Options, RefusalsNameTheValueAndOurName) {
  EXPECT_EQ(refusal({"--threads", "4"}), "unknown option --threads; did you mean --workers?");
  EXPECT_EQ(refusal({"--benchmark_min_time=1"}),
            "unknown option --benchmark_min_time; did you mean --sample?");
  EXPECT_EQ(refusal({"--warmup", "3"}),
            "--warmup is not needed: every trial has an untimed cold pass");
  EXPECT_NE(refusal({"--preset", "slow"}).find("--preset: 'slow'"), std::string::npos);
  EXPECT_NE(refusal({"--sample", "5"}).find("--sample: '5'"), std::string::npos);
  for (const char* option : {"--workers", "--workloads", "--out", "--trace", "--config"})
    EXPECT_EQ(refusal({option, ""}), std::string(option) + ": the value is empty");
  EXPECT_NE(refusal({"bench"}).find("unknown command 'bench'"), std::string::npos);
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{{"run", "extra"},
                                             {"run", "list"},
                                             {"run", "--", "extra"},
                                             {"list", "extra"},
                                             {"--no-such"}}) {
    EXPECT_NE(refusal(args).find(args.back()), std::string::npos) << refusal(args);
    EXPECT_EQ(refusal(args).find('\n'), std::string::npos);
  }
}

TEST(Options, EveryCommandHasItsOwnHelp) {
  EXPECT_NE(parse_options({"--help"}).help.find("check-runner"), std::string::npos);
  EXPECT_NE(parse_options({"run", "-h"}).help.find("--budget"), std::string::npos);
  EXPECT_EQ(parse_options({"selftest", "--help"}).help.find("--budget"), std::string::npos);
  EXPECT_NE(parse_options({"check-runner", "--help"}).help.find("PATH"), std::string::npos);
  EXPECT_EQ(parse_options({"--version"}).help.find("parbench "), 0U);
}

}  // namespace
}  // namespace parbench
