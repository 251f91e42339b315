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

TEST(Options, WithoutACommandThereIsHelp) {
  EXPECT_EQ(parse_options({}).command, "help");
  EXPECT_EQ(parse_options({}).help, parse_options({"--help"}).help);
  EXPECT_EQ(parse_options({"help"}).help, parse_options({"-h"}).help);
  EXPECT_EQ(refusal({"-j", "4"}),
            "-j belongs to a command: parbench run -j ...; parbench --help lists them");
  EXPECT_EQ(refusal({"--blocks=4"}),
            "--blocks belongs to a command: parbench run --blocks ...; parbench --help lists them");
  EXPECT_EQ(refusal({"--verison"}), "unknown option --verison; did you mean --version?");
  EXPECT_EQ(refusal({"--frobnicate"}),
            "unknown option --frobnicate; parbench --help lists the commands");
  EXPECT_EQ(parse_options({"run"}).run.preset, "quick");
  EXPECT_EQ(parse_options({"run", "-j4"}).run.workers, "4");
}

TEST(Options, ValuesAreParsedWithTheirUnits) {
  const RunOptions run =
      parse_options({"run",    "--sample", "200ms", "--timeout", "2m",    "--blocks", "9",
                     "--seed", "5",        "--set", "a.b=1,2",   "--set", "c.d=x",    "-w",
                     "a,b",    "--budget", "2m",    "--width",   "2.5%",  "--wait",   "20m"})
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
    EXPECT_NE(refusal({"run", "--width", width}).find("from 0.1% to 100%"), std::string::npos)
        << width;
}

TEST(Options, AMarginIsAShareAboveNoneUpToAHalf) {
  EXPECT_FALSE(parse_options({"run"}).run.margin);
  for (const auto& [text, share] :
       {std::pair{"3%", 0.03}, std::pair{"0.05%", 0.0005}, std::pair{"50%", 0.5}})
    EXPECT_DOUBLE_EQ(*parse_options({"run", "--margin", text}).run.margin, share);
  for (const std::string margin : {"0%", "-1%", "50.1%", "3", "0.03", "%", "nan%", "inf%"})
    EXPECT_EQ(refusal({"run", "--margin=" + margin}),
              "--margin: '" + margin + "' is not allowed: above 0% to 50%");
}

TEST(Options, LabelIsOneLineOfFortyCharacters) {
  EXPECT_EQ(parse_options({"run"}).run.label, "");
  const std::string forty = "Rechner 7 – Labor Süd, 2. Reihe, Fenster";
  for (const std::string& label : {std::string("pc07"), std::string("<b>\"7\" & co</b>"), forty})
    EXPECT_EQ(parse_options({"run", "--label", label}).run.label, label);
  EXPECT_EQ(parse_options({"run", "--label", "pc07"}).run.toml.find("pc07"), std::string::npos);
  for (const std::string& label :
       {forty + "s", std::string(200, 'x'), std::string("pc\n07"), std::string("\x1b[2J"),
        std::string("\xc2\x85"), std::string("pc\xff"), std::string("  ")}) {
    const std::string line = refusal({"run", "--label", label});
    EXPECT_EQ(line.find("--label: '"), 0U) << line;
    EXPECT_NE(line.find("1 to 40 characters of text on one line"), std::string::npos) << line;
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_LT(line.size(), 160U);
  }
}

TEST(Options, FlagsChangeTheirDefaults) {
  const RunOptions plain = parse_options({"run"}).run;
  EXPECT_TRUE(plain.lock && plain.progress && plain.report);
  EXPECT_FALSE(plain.strict || plain.quiet || plain.budget_s || plain.width);
  const RunOptions run =
      parse_options({"run", "--no-lock", "--no-progress", "--no-report", "--strict", "-q"}).run;
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
  EXPECT_NE(refusal({"run", "--long"}).find("unknown option --long"), std::string::npos);
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
      "run",     "-p",       "standard", "-w",        "a,b",      "--set",      "a.b=1,2",
      "--set",   "c.d=x y",  "--margin", "1%",        "--sample", "20ms",       "--width",
      "2%",      "--blocks", "7",        "--no-lock", "-q",       "--hostname", "--trace",
      "a/\"b\"", "-o",       "gone",     "--seed",    "3"};
  const RunOptions first = parse_options(args).run;
  folder.write("options.toml", first.toml);
  const std::string file = folder.path() / "options.toml";
  const RunOptions again = parse_options({"run", "--config", file}).run;
  EXPECT_EQ(again.toml, first.toml);
  EXPECT_EQ(again.preset, "standard");
  EXPECT_EQ(again.settings, first.settings);
  EXPECT_EQ(again.workloads, first.workloads);
  EXPECT_EQ(again.trace, "a/\"b\"");
  EXPECT_DOUBLE_EQ(*again.min_sample_s, 0.02);
  EXPECT_DOUBLE_EQ(*again.margin, 0.01);
  EXPECT_TRUE(again.quiet && again.hostname && !again.lock && again.progress);
  EXPECT_TRUE(again.out.empty() && !again.seed);  // the run adds the seed that it drew
  EXPECT_EQ(
      parse_options({"run", "--config", file, "--blocks", "8", "--set", "e.f=1"}).run.settings,
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
  EXPECT_EQ(parse_options({"run", "--resume", path}).run.blocks, 9);
  for (const std::vector<std::string>& changed :
       std::vector<std::vector<std::string>>{{"--workers", "1"},
                                             {"--seed", "1"},
                                             {"--preset", "quick"},
                                             {"--sample", "1s"},
                                             {"--out", "x"},
                                             {"--config", path},
                                             {"--dry-run"},
                                             {"--hostname"},
                                             {"--width", "1%"},
                                             {"--margin", "1%"}}) {
    std::vector<std::string> args{"run", "--resume", path};
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
    EXPECT_NE(refusal({"run", "--config", file}).find(named), std::string::npos)
        << refusal({"run", "--config", file});
  }
}

TEST(Options, RefusalsNameTheValueAndOurName) {
  EXPECT_EQ(refusal({"run", "--threads", "4"}),
            "unknown option --threads; did you mean --workers?");
  EXPECT_EQ(refusal({"run", "--benchmark_min_time=1"}),
            "unknown option --benchmark_min_time; did you mean --sample?");
  EXPECT_EQ(refusal({"run", "--warmup", "3"}),
            "--warmup is not needed: every trial has an untimed cold pass");
  EXPECT_NE(refusal({"run", "--preset", "slow"}).find("--preset: 'slow'"), std::string::npos);
  EXPECT_NE(refusal({"run", "--sample", "5"}).find("--sample: '5'"), std::string::npos);
  for (const char* option : {"--workers", "--workloads", "--out", "--trace", "--config"})
    EXPECT_EQ(refusal({"run", option, ""}), std::string(option) + ": the value is empty");
  EXPECT_EQ(refusal({"bench"}),
            "unknown command 'bench': run, list, report, summary, compare, advise, ab, selftest, "
            "check-runner");
  EXPECT_EQ(refusal({"run", "--out"}), "run: --out needs a value: DIR");
  EXPECT_EQ(refusal({"run", "--seed", "4", "--seed", "5"}),
            "run: --seed is given 2 times, allowed: once");
  EXPECT_EQ(refusal({"check-runner"}), "check-runner: RUNNER is required");
  EXPECT_EQ(refusal({"lsit"}), "unknown command 'lsit'; did you mean list?");
  EXPECT_EQ(refusal({"run", "--bloks", "4"}), "unknown option --bloks; did you mean --blocks?");
  EXPECT_EQ(refusal({"ab", "a", "b", "--fial-on", "slower"}),
            "unknown option --fial-on; did you mean --fail-on?");
  EXPECT_EQ(refusal({"run", "--preset", "quik"}),
            "--preset: 'quik' is not a preset; did you mean quick?");
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

TEST(Options, APathIsNotAnOption) {
  for (const char* option : {"--out", "--resume", "--config"}) {
    EXPECT_EQ(refusal({"run", option, "-x"}),
              std::string(option) +
                  ": '-x' is not allowed: write ./-x if it is a name and not an option");
  }
  EXPECT_EQ(refusal({"run", "--out=-q"}).find("--out: '-q'"), 0U);
  EXPECT_EQ(parse_options({"run", "--out", "./-x"}).run.out, "./-x");
  EXPECT_EQ(parse_options({"ab", "a", "b", "--json", "-"}).run.ab.json, "-");
  EXPECT_EQ(refusal({"ab", "a", "b", "--json", "-x"}).find("--json: '-x'"), 0U);
}

TEST(Options, EveryCommandHasItsOwnHelp) {
  EXPECT_NE(parse_options({"--help"}).help.find("check-runner"), std::string::npos);
  EXPECT_NE(parse_options({"run", "-h"}).help.find("--budget"), std::string::npos);
  EXPECT_EQ(parse_options({"selftest", "--help"}).help.find("--budget"), std::string::npos);
  EXPECT_NE(parse_options({"check-runner", "--help"}).help.find("RUNNER"), std::string::npos);
  EXPECT_EQ(parse_options({"help", "ab"}).help, parse_options({"ab", "--help"}).help);
  EXPECT_EQ(parse_options({"--version"}).help.find("parbench "), 0U);
}

TEST(Options, AbTakesTwoSides) {
  const Options options = parse_options({"ab", "old", "new", "-w", "primes", "--find", "3%",
                                         "--fail-on", "slower:2%", "--json", "-", "-b", "4"});
  EXPECT_EQ(options.command, "ab");
  EXPECT_EQ(options.run.ab.before, "old");
  EXPECT_EQ(options.run.ab.after, "new");
  EXPECT_DOUBLE_EQ(options.run.ab.find, 0.03);
  EXPECT_DOUBLE_EQ(options.run.ab.fail_on, 0.02);
  EXPECT_EQ(options.run.ab.json, "-");
  EXPECT_EQ(options.run.blocks, 4);
  EXPECT_EQ(parse_options({"ab", "a", "b", "--fail-on", "slower"}).run.ab.fail_on, 0);
}

TEST(Options, AbRefusesOneSideAndWrongLimits) {
  EXPECT_NE(refusal({"ab", "old"}).find("parbench ab BEFORE AFTER"), std::string::npos);
  EXPECT_NE(refusal({"ab", "a", "b", "c"}).find("'c'"), std::string::npos);
  EXPECT_NE(refusal({"ab", "--resume", "x"}).find("options.toml"), std::string::npos);
  for (const char* limit : {"faster", "slower:5", "slower:0%", "slower:-1%", "slower:1001%", ""})
    EXPECT_NE(refusal({"ab", "a", "b", "--fail-on", limit}).find("--fail-on"), std::string::npos);
  EXPECT_NE(refusal({"ab", "a", "b", "--find", "0%"}).find("above 0% to 50%"), std::string::npos);
  EXPECT_NE(refusal({"ab", "a", "b", "--json", "-", "--junit", "-"}).find("both"),
            std::string::npos);
}

TEST(Options, ResumedAbKnowsItsSides) {
  const TemporaryFolder folder;
  const RunOptions first = parse_options({"ab", "old", "new", "-j", "2"}).run;
  folder.write("options.toml", first.toml);
  const RunOptions again = parse_options({"ab", "--resume", folder.path(), "--budget", "1m"}).run;
  EXPECT_EQ(again.ab.before, "old");
  EXPECT_EQ(again.ab.after, "new");
  EXPECT_EQ(again.workers, "2");
  EXPECT_NE(refusal({"ab", "--resume", folder.path(), "other", "new"}).find("cannot be changed"),
            std::string::npos);
  folder.write("options.toml", "");
  EXPECT_NE(refusal({"ab", "--resume", folder.path()}).find("not a run of parbench ab"),
            std::string::npos);
}

}  // namespace
}  // namespace parbench
