#include "bench/units.hpp"

#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <functional>
#include <limits>
#include <locale>
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/support/message_of.hpp"

namespace parbench {
namespace {

std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

std::string duration_refusal(std::string_view text) {
  return refusal([&] { parse_duration_s(text); });
}

std::string size_refusal(std::string_view text) {
  return refusal([&] { parse_size_bytes(text); });
}

TEST(Duration, ParsesEveryUnit) {
  const std::vector<std::pair<const char*, double>> cases{
      {"1ns", 1e-9},     {"250us", 250e-6}, {"10ms", 0.01},   {"0.02s", 0.02},
      {"2s", 2},         {"2m", 120},       {"2min", 120},    {"1.5h", 5400},
      {".5s", 0.5},      {"0s", 0},         {"0.1ms", 1e-4},  {"1000h", 3.6e6},
      {"0.3ms", 0.0003}, {"0.7us", 7e-7},   {"007ms", 0.007}, {"0.3h", 1080}};
  for (const auto& [text, seconds] : cases) EXPECT_EQ(parse_duration_s(text), seconds) << text;
}

TEST(Duration, RejectsNumberWithoutUnitWithExamples) {
  EXPECT_EQ(duration_refusal("20"), "'20' has no unit: write 20ms or 20s");
  EXPECT_EQ(duration_refusal("0"), "'0' has no unit: write 0ms or 0s");
  EXPECT_EQ(duration_refusal("1.5"), "'1.5' has no unit: write 1.5ms or 1.5s");
}

TEST(Duration, RejectsOtherText) {
  const std::string rule =
      "is not a duration: a number and one of ns, us, ms, s, min, h, such as 20ms";
  for (const char* text : {"",      " 20ms", "20 ms", "20ms ", "20msx", "ms",     "-5ms",
                           "+5ms",  "inf",   "nan",   "infs",  "nans",  "1e3ms",  "0x10ms",
                           "1,5ms", ".ms",   ".",     "..5ms", "20MS",  "20days", "1s2ms"}) {
    EXPECT_EQ(duration_refusal(text), "'" + std::string(text) + "' " + rule);
  }
}

TEST(Duration, RejectsTooLongOrTooFine) {
  EXPECT_EQ(duration_refusal("1001h"), "'1001h' is too long: at most 1000h");
  EXPECT_EQ(duration_refusal(std::string(300, '9') + "h").substr(80),
            "9...' is too long: at most 1000h");
  EXPECT_EQ(duration_refusal(std::string(400, '9') + "s").substr(80), "9...' is too large");
  EXPECT_EQ(duration_refusal("0.5ns"), "'0.5ns' is not a whole number of nanoseconds");
  EXPECT_EQ(duration_refusal("1.0000001ms"), "'1.0000001ms' is not a whole number of nanoseconds");
}

TEST(Duration, FormatsSoThatItParsesBack) {
  const std::vector<std::pair<double, const char*>> cases{{0.02, "20ms"},
                                                          {0.1, "100ms"},
                                                          {0.0015, "1.5ms"},
                                                          {250e-6, "250us"},
                                                          {1e-9, "1ns"},
                                                          {0, "0s"},
                                                          {1, "1s"},
                                                          {1.5, "1.5s"},
                                                          {90, "90s"},
                                                          {120, "2min"},
                                                          {5400, "90min"},
                                                          {3600, "1h"},
                                                          {1.234567891, "1.234567891s"},
                                                          {7e-7, "700ns"},
                                                          {999e-9, "999ns"},
                                                          {3.6e6, "1000h"}};
  for (const auto& [seconds, text] : cases) {
    EXPECT_EQ(duration_text(seconds), text);
    EXPECT_EQ(parse_duration_s(text), seconds) << text;
  }
  std::uint64_t ns = 1;
  for (int i = 0; i < 20000; ++i) {
    ns = ns * 6364136223846793005U + 1442695040888963407U;
    const double seconds =
        static_cast<double>((ns >> 12) % (std::uint64_t{1} << (1 + i % 51))) / 1e9;
    ASSERT_EQ(parse_duration_s(duration_text(seconds)), seconds) << duration_text(seconds);
  }
}

TEST(Size, ParsesEveryUnit) {
  EXPECT_EQ(parse_size_bytes("0B"), 0U);
  EXPECT_EQ(parse_size_bytes("1B"), 1U);
  EXPECT_EQ(parse_size_bytes("64KiB"), 65536U);
  EXPECT_EQ(parse_size_bytes("3MiB"), 3U << 20);
  EXPECT_EQ(parse_size_bytes("5GiB"), 5ULL << 30);
  EXPECT_EQ(parse_size_bytes("18446744073709551615B"), std::numeric_limits<std::uint64_t>::max());
}

TEST(Size, RejectsOtherTextWithExample) {
  const std::string rule =
      "is not a size: a whole number and one of B, KiB, MiB, GiB, such as 64KiB";
  EXPECT_EQ(size_refusal("64"), "'64' has no unit: write 64B or 64KiB");
  for (const char* text :
       {"", "1.5KiB", "64KB", "64k", "64kib", "-1B", " 1B", "1 B", "1B ", "KiB", "inf"}) {
    EXPECT_EQ(size_refusal(text), "'" + std::string(text) + "' " + rule);
  }
  EXPECT_EQ(size_refusal("18446744073709551616B"), "'18446744073709551616B' is too large");
  EXPECT_EQ(size_refusal("18014398509481984KiB"), "'18014398509481984KiB' is too large");
}

TEST(Size, FormatsSoThatItParsesBack) {
  EXPECT_EQ(size_text(0), "0B");
  EXPECT_EQ(size_text(1000), "1000B");
  EXPECT_EQ(size_text(65536), "64KiB");
  EXPECT_EQ(size_text(1536), "1536B");
  EXPECT_EQ(size_text(5ULL << 30), "5GiB");
  for (std::uint64_t bytes = 1; bytes != 0; bytes <<= 1) {
    EXPECT_EQ(parse_size_bytes(size_text(bytes)), bytes);
  }
}

TEST(Count, AcceptsOnlyDigitsInRange) {
  EXPECT_EQ(parse_count("1", 1, 10), 1U);
  EXPECT_EQ(parse_count("10", 1, 10), 10U);
  EXPECT_EQ(parse_count("18446744073709551615", 0, std::numeric_limits<std::uint64_t>::max()),
            std::numeric_limits<std::uint64_t>::max());
  for (const char* text : {"0", "11", "", "-1", "+1", " 1", "1 ", "1.0", "1e1", "0x1", "two",
                           "99999999999999999999"}) {
    EXPECT_EQ(refusal([&] { parse_count(text, 1, 10); }),
              "'" + std::string(text) + "' is not allowed: a whole number from 1 to 10");
  }
}

TEST(Human, HasThreeSignificantDigits) {
  const std::vector<std::pair<double, const char*>> cases{{0, "0 s"},
                                                          {0.0123, "12.3 ms"},
                                                          {0.02, "20.0 ms"},
                                                          {1.5e-9, "1.50 ns"},
                                                          {999.6e-6, "1.00 ms"},
                                                          {2.5e-6, "2.50 µs"},
                                                          {123e-6, "123 µs"},
                                                          {9.996, "10.0 s"},
                                                          {99.96, "100 s"},
                                                          {119, "119 s"},
                                                          {754, "12.6 min"},
                                                          {9000, "2.50 h"},
                                                          {-0.0123, "-12.3 ms"},
                                                          {1, "1.00 s"},
                                                          {0.9999, "1.00 s"}};
  for (const auto& [seconds, text] : cases) EXPECT_EQ(human_duration(seconds), text);
}

TEST(Rate, IsANumberPerSecond) {
  EXPECT_EQ(parse_rate_per_s("400"), 400);
  EXPECT_EQ(parse_rate_per_s("400/s"), 400);
  EXPECT_EQ(parse_rate_per_s("0.5/s"), 0.5);
  EXPECT_EQ(rate_text(400), "400/s");
  EXPECT_EQ(rate_text(1e6), "1000000/s");
  EXPECT_EQ(rate_text(0.01), "0.01/s");
  for (const char* text : {"", "-5/s", "400/min", "400 /s", "/s", "4e2", "inf", "400/s/s", "x"}) {
    EXPECT_EQ(message_of<std::invalid_argument>([&] { parse_rate_per_s(text); }),
              "'" + std::string(text) + "' is not a rate: a number per second, such as 400/s");
  }
}

TEST(Number, IsAPlainDecimalInItsRange) {
  EXPECT_EQ(parse_number("0.1", 0, 0.9), 0.1);
  EXPECT_EQ(parse_number("0", 0, 0.9), 0);
  EXPECT_EQ(plain_number(0.1), "0.1");
  for (const char* text : {"", "1", "-0.1", "1e-1", "0.1x", "nan", "10%"}) {
    EXPECT_EQ(message_of<std::invalid_argument>([&] { parse_number(text, 0, 0.9); }),
              "'" + std::string(text) + "' is not allowed: a number from 0 to 0.9");
  }
}

TEST(HumanSize, HasThreeDigits) {
  const std::pair<std::uint64_t, const char*> cases[] = {{0, "0 B"},
                                                         {1000, "1000 B"},
                                                         {1024, "1.00 KiB"},
                                                         {62914560, "60.0 MiB"},
                                                         {1023U << 20U, "1023 MiB"},
                                                         {std::uint64_t{24} << 30U, "24.0 GiB"},
                                                         {(1U << 30U) - 1, "1.00 GiB"}};
  for (const auto& [bytes, text] : cases) EXPECT_EQ(human_size(bytes), text);
}

struct CommaPoint : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(Locale, DoesNotAffectUnits) {
  const std::locale before =
      std::locale::global(std::locale(std::locale::classic(), new CommaPoint));
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8"}) {  // as far as the machine has them
    if (std::setlocale(LC_ALL, name) != nullptr) break;
  }
  EXPECT_EQ(parse_duration_s("1.5ms"), 0.0015);
  EXPECT_EQ(duration_text(0.0015), "1.5ms");
  EXPECT_EQ(size_text(1234567), "1234567B");
  EXPECT_EQ(human_duration(0.0123), "12.3 ms");
  EXPECT_EQ(exact_number(1234.5), "1234.5");
  std::setlocale(LC_ALL, "C");
  std::locale::global(before);
}

TEST(ExactNumber, ParsesBackToSameDouble) {
  EXPECT_EQ(exact_number(0.1), "0.1");
  EXPECT_EQ(exact_number(0), "0");
  for (const double value : {1.0 / 3, 6.02e23, 5e-324, -1.5, 123456789.123456789}) {
    EXPECT_EQ(std::strtod(exact_number(value).c_str(), nullptr), value);
  }
}

TEST(Printable, IsOneShortAsciiLine) {
  EXPECT_EQ(printable("20ms"), "20ms");
  EXPECT_EQ(printable("a\nb\t\x7f\xc3\xa4"), "a\\x0ab\\x09\\x7f\\xc3\\xa4");
  EXPECT_EQ(printable(std::string(81, 'x')), std::string(80, 'x') + "...");
  EXPECT_EQ(printable(std::string(80, 'x')), std::string(80, 'x'));
}

}  // namespace
}  // namespace parbench
