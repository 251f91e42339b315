#include "workloads/command_output.hpp"

#include <gtest/gtest.h>

#include <set>

namespace parbench {
namespace {

std::uint64_t digest_of(const std::string& text, std::size_t piece) {
  OutputDigest digest;
  for (std::size_t i = 0; i < text.size(); i += piece) {
    digest.add(std::string_view(text).substr(i, piece));
  }
  EXPECT_EQ(digest.bytes(), text.size());
  return digest.value();
}

TEST(OutputDigest, DoesNotDependOnPieces) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += static_cast<char>(7 * i);
  for (std::size_t piece = 1; piece <= 101; ++piece) {
    EXPECT_EQ(digest_of(text, piece), digest_of(text, 100)) << piece;
  }
}

TEST(OutputDigest, DependsOnEveryByteAndOnTheirNumber) {
  std::set<std::uint64_t> seen;
  const std::string text(20, 'a');
  for (std::size_t length = 0; length <= text.size(); ++length) {
    seen.insert(digest_of(text.substr(0, length), 3));
    seen.insert(digest_of(text.substr(0, length) + std::string(1, '\0'), 3));
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string other = text;
    other[at] = 'b';
    seen.insert(digest_of(other, 3));
  }
  EXPECT_EQ(seen.size(), 2 * (text.size() + 1) + text.size());
}

TEST(LastLine, IsTheLastThatIsNotEmpty) {
  LastLine line;
  EXPECT_EQ(line.text(), "");
  line.add("first\nsec");
  EXPECT_EQ(line.text(), "sec");
  line.add("ond\n\n \n");
  EXPECT_EQ(line.text(), "second");
}

TEST(LastLine, IsTheEndOfALongOne) {
  LastLine line;
  for (int i = 0; i < 1000; ++i) line.add(std::string(100, 'x'));
  line.add("end\n");
  EXPECT_EQ(line.text(), std::string(296, 'x') + "end");
  line.add("\n" + std::string(1000, 'y'));
  EXPECT_EQ(line.text(), std::string(300, 'y'));
}

TEST(LastLine, HasNoControlCharacters) {
  LastLine line;
  line.add("progress 10%\rred \x1b[31malarm\x07\n");
  EXPECT_EQ(line.text(), "red  [31malarm ");
}

}  // namespace
}  // namespace parbench
