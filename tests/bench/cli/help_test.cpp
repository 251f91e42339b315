#include "bench/cli/help.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "bench/cli/options.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(Help, OfTheProgramFitsOnOneScreen) {
  const std::vector<std::string> lines = lines_of(parse_options({}).help);
  EXPECT_LE(lines.size(), 24U);
  for (const std::string& line : lines) EXPECT_LE(character_count(line), 80U) << line;
  for (const char* name :
       {"run", "list", "report", "summary", "compare", "ab", "selftest", "check-runner"}) {
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      return line.starts_with(std::string("  ") + name + " ");
    })) << name;
  }
}

TEST(Help, OfACommandIsEightyColumnsWide) {
  for (const char* name : {"run", "list", "ab", "selftest", "check-runner", "completion", "man"}) {
    const std::string text = parse_options({name, "--help"}).help;
    EXPECT_NE(text.find(std::string("usage: parbench ") + name + " [OPTIONS]"), std::string::npos);
    for (const std::string& line : lines_of(text)) EXPECT_LE(character_count(line), 80U) << line;
  }
}

TEST(Help, NamesArgumentsHeadingsAndLongOptions) {
  const CommandFacts command{
      "try",
      "tries",
      {{"PATH", {}, "PATH", "what to try", "Options", true, false, false},
       {"", {"-a", "--all"}, "", "everything", "Options", false, false, false},
       {"", {"--with-a-very-long-name"}, "TEXT", "below", "More", false, false, false}}};
  EXPECT_EQ(command_help(command),
            "tries\n\nusage: parbench try [OPTIONS] PATH\n\nArguments:\n"
            "  PATH                    what to try\n\nOptions:\n"
            "  -a, --all               everything\n\nMore:\n"
            "  --with-a-very-long-name TEXT\n                          below\n");
}

}  // namespace
}  // namespace parbench
