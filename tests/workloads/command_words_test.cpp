#include "workloads/command_words.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"

namespace parbench {
namespace {

using Programs = std::vector<CommandWords>;

Programs split(std::string_view text, bool pipe = false) {
  return CommandSplitter(text, pipe).split();
}

std::string refusal(std::string_view text, bool pipe = false) {
  return message_of<std::invalid_argument>([&] { split(text, pipe); });
}

TEST(CommandWords, AreSplitAtBlanks) {
  EXPECT_EQ(split("gzip -kc big.txt"), (Programs{{"gzip", "-kc", "big.txt"}}));
  EXPECT_EQ(split("  a\t b  "), (Programs{{"a", "b"}}));
}

TEST(CommandWords, HoldBlanksInQuotes) {
  EXPECT_EQ(split("a 'b  c' \"d\te\" f\\ g"), (Programs{{"a", "b  c", "d\te", "f g"}}));
  EXPECT_EQ(split("a'b'\"c\"d"), (Programs{{"abcd"}}));
}

TEST(CommandWords, MayBeEmpty) { EXPECT_EQ(split("a '' \"\""), (Programs{{"a", "", ""}})); }

TEST(CommandWords, KeepBackslashesAsShellDoes) {
  EXPECT_EQ(split(R"(a '\n' "\n" \n)"), (Programs{{"a", R"(\n)", R"(\n)", "n"}}));
  EXPECT_EQ(split(R"(a "\"\\\$\`")"), (Programs{{"a", R"("\$`)"}}));
  EXPECT_EQ(split(R"(a \' '"' "'")"), (Programs{{"a", "'", "\"", "'"}}));
}

TEST(CommandWords, AreNotExpanded) {
  EXPECT_EQ(split("a * ~ [b] c? {i} {file} #d !e 'x$y' \\$z"),
            (Programs{{"a", "*", "~", "[b]", "c?", "{i}", "{file}", "#d", "!e", "x$y", "$z"}}));
}

TEST(CommandWords, AreRefusedWithUnclosedQuote) {
  EXPECT_EQ(refusal("a 'b"), "a ' is not closed");
  EXPECT_EQ(refusal("a \"b"), "a \" is not closed");
  EXPECT_EQ(refusal("a \"b\\\""), "a \" is not closed");
  EXPECT_EQ(refusal("a 'b''"), "a ' is not closed");
  EXPECT_EQ(refusal("a \\"), "nothing follows the last backslash");
}

TEST(CommandWords, AreRefusedIfTheyNeedAShell) {
  for (const char* text : {"a & b", "a; b", "a > b", "a 2>&1", "a < b", "(a)", "a $b", "a `b`"}) {
    EXPECT_NE(refusal(text).find("set command.shell=yes"), std::string::npos) << text;
  }
  EXPECT_NE(refusal("a \"$b\"").find("no shell reads the $"), std::string::npos);
  EXPECT_EQ(refusal("a | b"),
            "no shell reads the |: set command.pipe=yes, or quote it to pass it on as it is");
}

TEST(CommandWords, AreOfProgramsBetweenPipes) {
  EXPECT_EQ(split("a b | c|d '|' \\|", true), (Programs{{"a", "b"}, {"c"}, {"d", "|", "|"}}));
}

TEST(CommandWords, AreRefusedIfAProgramHasNone) {
  EXPECT_EQ(refusal("  "), "there is no program in it");
  EXPECT_EQ(refusal("| a", true), "there is no program before a |");
  EXPECT_EQ(refusal("a || b", true), "there is no program before a |");
  EXPECT_EQ(refusal("a |", true), "there is no program after the last |");
}

}  // namespace
}  // namespace parbench
