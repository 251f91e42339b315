#include "bench/output/csv.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "bench/utf8.hpp"

namespace parbench {
namespace {

using Fields = std::vector<std::string>;
using Outcome = CsvReader::Outcome;

TEST(Csv, QuotesWhatMustBeQuoted) {
  EXPECT_EQ(csv_row({"a", "", "b c"}), "a,,b c\n");
  EXPECT_EQ(csv_row({"a,b", "say \"x\"", "two\nlines", "cr\r"}),
            "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\"cr\r\"\n");
  EXPECT_EQ(csv_row({""}), "\n");
}

TEST(Csv, ReadsBackWhatItWrites) {
  const std::vector<Fields> rows{{"a", "", "\"", "\"\"", "\n", "\r\n", ","},
                                 {"", ""},
                                 {"é", "\t ", "x\"y", ",\"\n\","},
                                 {std::string(200000, '"'), "end"}};
  std::stringstream text;
  for (const Fields& row : rows) text << csv_row(row);
  CsvReader reader(text);
  Fields fields;
  for (const Fields& row : rows) {
    ASSERT_EQ(reader.next(fields), Outcome::row);
    EXPECT_EQ(fields, row);
  }
  EXPECT_EQ(reader.next(fields), Outcome::end);
  EXPECT_EQ(reader.complete_bytes(), text.str().size());
}

TEST(Csv, CountsLinesInsideFields) {
  std::istringstream text("a,\"x\ny\"\r\nb\n\"c");
  CsvReader reader(text);
  Fields fields;
  ASSERT_EQ(reader.next(fields), Outcome::row);
  EXPECT_EQ(fields, (Fields{"a", "x\ny"}));
  ASSERT_EQ(reader.next(fields), Outcome::row);
  EXPECT_EQ(reader.line(), 3U);
  ASSERT_EQ(reader.next(fields), Outcome::unfinished);
  EXPECT_EQ(reader.line(), 4U);
}

TEST(Csv, NamesWhatIsBroken) {
  for (const std::string& text :
       {std::string("a\"b\n"), std::string("\"a\"b\n"), std::string("a\rb\n"),
        std::string("a\0b\n", 4), "\"" + std::string(5 << 20, 'x')}) {
    std::istringstream stream(text);
    CsvReader reader(stream);
    Fields fields;
    EXPECT_EQ(reader.next(fields), Outcome::broken) << text.substr(0, 10);
    EXPECT_FALSE(reader.problem().empty());
  }
}

TEST(Utf8, ReplacesOnlyWhatIsNotValid) {
  EXPECT_EQ(valid_utf8("plain é ✓ 🎉"), "plain é ✓ 🎉");
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(valid_utf8(std::string("a\0b", 3)), "a" + bad + "b");
  EXPECT_EQ(valid_utf8("\xC0\xAF"), bad + bad);                      // overlong
  EXPECT_EQ(valid_utf8("\xED\xA0\x80"), bad + bad + bad);            // surrogate
  EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80"), bad + bad + bad + bad);  // beyond Unicode
  EXPECT_EQ(valid_utf8("x\xE2\x9C"), "x" + bad + bad);               // cut in half
}

TEST(Utf8, OneLineIsSafeOnATerminal) {
  EXPECT_EQ(one_line("a\nb\x1b[31m\x7f\xC2\x9B!", 100), "a b [31m  !");
  EXPECT_EQ(one_line("äöü", 3), "äöü");
  EXPECT_EQ(one_line("äöüx", 3), "äö…");
}

}  // namespace
}  // namespace parbench
