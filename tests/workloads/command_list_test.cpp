// Which tasks there are, what each runs, and what is refused before one runs.
#include <filesystem>

#include "tests/workloads/command_fixture.hpp"

namespace parbench {
namespace {

TEST_F(CommandFiles, TaskGetsItsNumber) {
  made({{"run", "mkdir " + path("made-{i}")}, {"tasks", "3"}, {"check", "none"}});
  const auto workload =
      made({{"run", "mkdir " + path("made-{i}")}, {"tasks", "3"}, {"check", "status"}});
  EXPECT_EQ(workload->task_count(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_FALSE(std::filesystem::exists(path("made-" + std::to_string(i))));
    run(*workload, i);
    EXPECT_TRUE(std::filesystem::exists(path("made-" + std::to_string(i))));
  }
}

TEST_F(CommandFiles, EachFileIsATaskInOrder) {
  for (const char* name : {"b.log", "a.log", "c d.log", "e.txt"}) folder.write(name, name);
  std::filesystem::create_directory(path("folder.log"));
  const auto by_name = made({{"run", "cat {file}"}, {"files", path("*.log")}});
  const auto as_last = made({{"run", "cat"}, {"files", path("*.log")}});
  const auto as_input = made({{"run", "cat"}, {"input", "{file}"}, {"files", path("*.log")}});
  const auto in_pipe = made({{"run", "cat | cat"}, {"pipe", "yes"}, {"files", path("*.log")}});
  const auto in_shell = made(script("cat {file}", {{"files", path("*.log")}}));
  const auto last_in_shell = made(script("cat", {{"files", path("*.log")}}));
  ASSERT_EQ(by_name->task_count(), 3U);
  const char* const sorted[]{"a.log", "b.log", "c d.log"};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto printed = made({{"run", std::string("printf '") + sorted[i] + "'"}, {"tasks", "1"}});
    for (const Workload* each : {by_name.get(), as_last.get(), as_input.get(), in_pipe.get(),
                                 in_shell.get(), last_in_shell.get()}) {
      EXPECT_EQ(each->expected(i), printed->expected(0)) << i;
      EXPECT_EQ(run(*each, i), printed->expected(0)) << i;
    }
  }
}

TEST_F(CommandFiles, NamesOfFilesAreNeverCodeOrOptions) {
  folder.write("a $(touch oops) `touch oops`; touch oops.log", "text");
  folder.write("{i}.log", "text");
  const auto direct = made({{"run", "cat"}, {"files", path("*.log")}});
  const auto shell = made(script("cat {file}", {{"files", path("*.log")}}));
  const auto printed = made({{"run", "printf text"}, {"tasks", "1"}});
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(direct->expected(i), printed->expected(0));
    EXPECT_EQ(shell->expected(i), printed->expected(0));
  }
  EXPECT_FALSE(std::filesystem::exists("oops"));
  folder.write("-n", "text");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  EXPECT_EQ(made({{"run", "cat"}, {"files", "-*"}})->expected(0), printed->expected(0));
  std::filesystem::current_path(before);
}

TEST_F(CommandFiles, ReadsInputFromFile) {
  folder.write("input", "some text");
  const auto workload = made({{"run", "cat"}, {"tasks", "1"}, {"input", path("input")}});
  const auto printed = made({{"run", "printf 'some text'"}, {"tasks", "1"}});
  EXPECT_EQ(run(*workload, 0), printed->expected(0));
}

TEST_F(CommandFiles, EveryTaskRunsOncePerRunForItsExpectedOutput) {
  const Values values = script("echo {i} >>" + path("log") + "; echo {i}", {{"tasks", "3"}});
  TemporaryFolder scratch;
  const auto first = made(values, scratch.path());
  const auto second = made(values, scratch.path());
  EXPECT_EQ(folder.read("log"), "0\n1\n2\n");
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(second->expected(i), first->expected(i));
  made(script("echo other", {{"tasks", "3"}}), scratch.path());
  made(values);  // nowhere to keep it
  EXPECT_EQ(folder.read("log"), "0\n1\n2\n0\n1\n2\n");
}

TEST_F(CommandFiles, FilesThatChangeDuringARunAreAnError) {
  folder.write("a.log", "a");
  TemporaryFolder scratch;
  const auto problem = [&] {
    return message_of<std::runtime_error>([&] {
      made({{"run", "cat"}, {"files", path("*.log")}}, scratch.path());
    });
  };
  EXPECT_EQ(problem(), "nothing was thrown");
  folder.write("c.log", "c");
  const std::string changed = problem();
  EXPECT_NE(changed.find("no longer those of the first trial"), std::string::npos) << changed;
  std::filesystem::remove(path("a.log"));
  EXPECT_EQ(problem(), changed);  // as many as before
}

TEST(Command, IsRefusedWithoutAProgram) {
  EXPECT_EQ(refusal({}),
            "command.run: the program to run is missing: --set command.run='gzip -kc big.txt'");
  EXPECT_EQ(refusal({{"run", "  "}}), refusal({}));
}

TEST_F(CommandFiles, BadInputIsRefusedInOneLine) {
  folder.write("plain", "");
  EXPECT_EQ(refusal({{"run", "no-such-program-here"}}),
            "command.run: 'no-such-program-here' is not a program in PATH");
  EXPECT_EQ(refusal({{"run", path("none")}}), "command.run: '" + path("none") + "' does not exist");
  EXPECT_EQ(refusal({{"run", "true | " + path("none")}, {"pipe", "yes"}}),
            "command.run: '" + path("none") + "' does not exist");
  EXPECT_EQ(refusal({{"run", path("")}}), "command.run: '" + path("") + "' is a directory");
  EXPECT_EQ(refusal({{"run", path("plain")}}),
            "command.run: '" + path("plain") + "' is not executable: chmod +x makes it so");
  EXPECT_EQ(refusal({{"run", "cat 'a"}}), "command.run: a ' is not closed");
  EXPECT_EQ(refusal({{"run", "cat"}, {"input", path("none")}}),
            "command.input: '" + path("none") + "' does not exist");
  EXPECT_EQ(refusal({{"run", "cat"}, {"input", path("")}}),
            "command.input: '" + path("") + "' is a directory");
  EXPECT_EQ(refusal({{"run", "cat"}, {"files", path("*.none")}}),
            "command.files: '" + path("*.none") + "' matches no file");
  EXPECT_EQ(refusal({{"run", "cat {file}"}}),
            "command.run: {file} needs files: --set command.files='*.log'");
  EXPECT_EQ(refusal({{"run", "true"}, {"shell", "yes"}, {"pipe", "yes"}}),
            "command.run: command.shell=yes or command.pipe=yes, not both: a shell has pipes of "
            "its own");
  EXPECT_EQ(refusal({{"run", "cat"}}), "nothing was thrown");
  EXPECT_EQ(refusal({{"run", program("good", "exit 0")}}), "nothing was thrown");
}

TEST_F(CommandFiles, ProgramOfEachTaskIsChecked) {
  program("tool-0", "exit 0");
  EXPECT_EQ(refusal({{"run", path("tool-{i}")}, {"tasks", "1"}}), "nothing was thrown");
  EXPECT_EQ(refusal({{"run", path("tool-{i}")}, {"tasks", "2"}}),
            "command.run: '" + path("tool-1") + "' does not exist");
}

}  // namespace
}  // namespace parbench
