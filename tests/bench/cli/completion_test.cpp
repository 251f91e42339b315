// Completion and man page: both name every option of every command.
#include "bench/cli/completion.hpp"

#include <gtest/gtest.h>

#include "bench/cli/man_page.hpp"

namespace parbench {
namespace {

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size())
    ++count;
  return count;
}

std::string with_dashes_for_troff(const std::string& name) {
  std::string text;
  for (const char c : name) text += c == '-' ? "\\-" : std::string(1, c);
  return text;
}

std::vector<CommandFacts> commands() {
  std::string lack;
  const std::vector<CommandFacts> all = all_commands(lack);
  EXPECT_EQ(lack, "");
  return all;
}

bool has(const std::vector<CommandFacts>& all, const char* name, const std::string& option) {
  for (const CommandFacts& command : all) {
    for (const OptionFacts& one : command.options) {
      if (command.name == name && option_text(one) == option) return true;
    }
  }
  return false;
}

TEST(CommandFacts, HaveEveryNameOfAnOption) {
  const std::vector<CommandFacts> all = commands();
  EXPECT_TRUE(has(all, "run", "-w, --workloads WORKLOADS"));
  EXPECT_TRUE(has(all, "run", "-q, --quiet"));
  EXPECT_TRUE(has(all, "ab", "BEFORE, --before PATH"));
  EXPECT_TRUE(has(all, "check-runner", "RUNNER"));
  EXPECT_TRUE(has(all, "report", "-q, --quiet"));
  EXPECT_TRUE(has(all, "compare", "--fail-on slower:X%"));
}

TEST(CommandFacts, CoverThoseInPython) {
  std::size_t options = 0;
  for (const CommandFacts& command : commands()) {
    EXPECT_FALSE(command.options.empty()) << command.name;
    EXPECT_NE(command.name, "man");
    options += command.options.size();
    if (command.name != "report") continue;
    EXPECT_EQ(option_text(command.options.front()), "-h, --help");
    EXPECT_EQ(option_text(command.options[1]), "DIR");
    EXPECT_TRUE(command.options[1].several);
  }
  EXPECT_GT(options, 60U);
}

TEST(Completion, NamesEveryOptionOfEveryCommand) {
  const std::vector<CommandFacts> all = commands();
  const std::string bash = bash_completion(all), zsh = zsh_completion(all),
                    man = man_page(all, "parbench 1-2");
  for (const CommandFacts& command : all) {
    EXPECT_EQ(count_of(bash, "\n    " + command.name + ")\n"), 1U);
    EXPECT_EQ(count_of(zsh, "\n      " + command.name + ")\n"), 1U);
    const std::string section = ".SS parbench " + with_dashes_for_troff(command.name) + "\n";
    ASSERT_EQ(count_of(man, section), 1U) << command.name;
    const std::string bash_part = bash.substr(bash.find("\n    " + command.name + ")\n"));
    const std::string zsh_part = zsh.substr(zsh.find("\n      " + command.name + ")\n"));
    std::string man_part = man.substr(man.find(section) + section.size());
    man_part = man_part.substr(0, man_part.find("\n.S"));
    for (const OptionFacts& option : command.options) {
      for (const std::string& name : option.names) {
        const std::string words = bash_part.substr(0, bash_part.find(";;\n      esac ;;"));
        EXPECT_NE(words.find(name), std::string::npos) << command.name << ' ' << name;
        EXPECT_NE(zsh_part.substr(0, zsh_part.find("&& return ;;")).find(name + "["),
                  std::string::npos)
            << command.name << ' ' << name;
        EXPECT_NE(man_part.find("\\fB" + with_dashes_for_troff(name) + "\\fR"), std::string::npos)
            << command.name << ' ' << name;
      }
    }
  }
}

TEST(Completion, OffersWhatAValueCanBe) {
  const CommandFacts command{
      "try",
      "",
      {{"RUNNER", {}, "RUNNER", "", "", true, false, false},
       {"", {"--set"}, "KEY=VALUE", "it's [this]: that", "", false, true, false},
       {"", {"--when"}, "now|never", "", "", false, false, false},
       {"", {"--place"}, "PLACE", "", "", false, false, true}}};
  const std::string bash = bash_completion({command}), zsh = zsh_completion({command});
  EXPECT_NE(bash.find("--when) _parbench_words 'now never'; return ;;"), std::string::npos);
  EXPECT_NE(bash.find("--place) _parbench_files -f; return ;;"), std::string::npos);
  EXPECT_NE(bash.find("*) _parbench_words 'serial "), std::string::npos);
  EXPECT_NE(zsh.find("':RUNNER: _alternative "), std::string::npos);
  EXPECT_NE(zsh.find("'*--set[it'\\''s \\[this\\]\\: that]:KEY=VALUE: compadd -S \"\" - "),
            std::string::npos)
      << zsh;
  EXPECT_NE(zsh.find("'(--when)--when[]:now|never:(now never)'"), std::string::npos);
}

TEST(ManPage, HasNoLineThatTroffWouldTakeForARequest) {
  const CommandFacts odd{
      "odd", ".about \\ 'it'", {{"", {"-x"}, "", "'quoted", "", false, false, false}}};
  const std::string man = man_page({odd}, "parbench 1-2");
  EXPECT_NE(man.find("\n\\&.about \\e 'it'\n"), std::string::npos) << man;
  EXPECT_NE(man.find("\n\\&'quoted\n"), std::string::npos);
  EXPECT_EQ(man.find(".TH PARBENCH 1 \"\" \"parbench 1\\-2\""), 0U);
}

}  // namespace
}  // namespace parbench
