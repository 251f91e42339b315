#include "bench/parameters.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"

namespace parbench {
namespace {

using Type = ParameterSpec::Type;
using Values = std::map<std::string, std::string>;

const std::vector<ParameterSpec>& specs() {
  static const std::vector<ParameterSpec> all{
      {.key = "set",
       .type = Type::choice,
       .fallback = "even",
       .choices = {"textbook", "even", "skewed"},
       .about = ""},
      {.key = "count",
       .type = Type::count,
       .fallback = "128",
       .least = 1,
       .most = 1e6,
       .about = ""},
      {.key = "duration",
       .type = Type::duration,
       .fallback = "4ms",
       .least = 1e-6,
       .most = 3600,
       .about = ""},
      {.key = "body",
       .type = Type::size,
       .fallback = "1KiB",
       .least = 1,
       .most = 64 << 20,
       .about = ""},
      {.key = "url", .type = Type::text, .fallback = "", .about = ""}};
  return all;
}

const std::vector<ParameterSpec>& specs_at_a_rate() {
  static const std::vector<ParameterSpec> all{
      {.key = "rate",
       .type = Type::rate,
       .fallback = "0/s",
       .least = 0,
       .most = 1000,
       .about = "",
       .applies = [](const Parameters& parameters) { return parameters.per_s("rate") > 0; }},
      {.key = "warmup",
       .type = Type::share,
       .fallback = "0.1",
       .least = 0,
       .most = 0.9,
       .about = ""},
      {.key = "draw",
       .type = Type::count,
       .fallback = "0",
       .least = 0,
       .most = 100,
       .about = "",
       .drawn = true}};
  return all;
}

Parameters made(const Values& values) { return Parameters("work", specs(), values); }

std::string refusal(const Values& values) {
  try {
    made(values);
  } catch (const BadParameter& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Parameters, UseDefaults) {
  const Parameters parameters = made({{"count", "5"}});
  EXPECT_EQ(parameters.count("count"), 5U);
  EXPECT_EQ(parameters.text("set"), "even");
  EXPECT_EQ(parameters.seconds("duration"), 0.004);
  EXPECT_EQ(parameters.bytes("body"), 1024U);
  EXPECT_EQ(parameters.text("url"), "");
}

TEST(Parameters, CompareEqualInAnySpelling) {
  EXPECT_EQ(made({{"count", "0005"}, {"duration", "0.02s"}, {"body", "65536B"}}),
            made({{"count", "5"}, {"duration", "20ms"}, {"body", "64KiB"}}));
  EXPECT_EQ(made({{"duration", "2m"}}), made({{"duration", "120000ms"}}));
  EXPECT_FALSE(made({{"count", "5"}}) == made({{"count", "6"}}));
  EXPECT_EQ(made({{"duration", "0.02s"}}).text("duration"), "20ms");
}

TEST(Parameters, OfRatesAndShares) {
  const auto at = [](const Values& values) {
    return Parameters("work", specs_at_a_rate(), values);
  };
  const auto said = [&](const Values& values) {
    return message_of<BadParameter>([&] { at(values); });
  };
  const Parameters parameters = at({{"rate", "400"}, {"warmup", "0.20"}});
  EXPECT_EQ(parameters.per_s("rate"), 400);
  EXPECT_EQ(parameters.text("rate"), "400/s");
  EXPECT_EQ(parameters.share("warmup"), 0.2);
  EXPECT_EQ(parameters.json(), R"({"rate":"400/s","warmup":"0.2"})");
  EXPECT_EQ(at({{"rate", "0"}}).json(), R"({"warmup":"0.1"})");
  EXPECT_EQ(said({{"rate", "1001"}}),
            "work.rate: '1001' is not allowed: a rate from 0/s to 1000/s");
  EXPECT_EQ(said({{"rate", "400/min"}}),
            "work.rate: '400/min' is not a rate: a number per second, such as 400/s");
  EXPECT_EQ(said({{"warmup", "1"}}), "work.warmup: '1' is not allowed: a number from 0 to 0.9");
}

TEST(Parameters, ThatAreDrawnAreNotShown) {
  const Parameters drawn("work", specs_at_a_rate(), {{"draw", "5"}});
  EXPECT_EQ(drawn.count("draw"), 5U);
  EXPECT_EQ(drawn.json(), Parameters("work", specs_at_a_rate(), {}).json());
  EXPECT_EQ(message_of<BadParameter>([] {
              Parameters("work", specs_at_a_rate(), {{"x", ""}});
            }),
            "work.x is not a parameter of work: rate, warmup");
}

TEST(Parameters, NameKeyValueAndWhatIsAllowed) {
  EXPECT_EQ(refusal({{"count", "0"}}),
            "work.count: '0' is not allowed: a whole number from 1 to 1000000");
  EXPECT_EQ(refusal({{"count", "1000001"}}),
            "work.count: '1000001' is not allowed: a whole number from 1 to 1000000");
  EXPECT_EQ(refusal({{"count", "1000000"}}), "accepted");
  EXPECT_EQ(refusal({{"set", "fast"}}),
            "work.set: 'fast' is not allowed: textbook, even or skewed");
  EXPECT_EQ(refusal({{"set", ""}}), "work.set: '' is not allowed: textbook, even or skewed");
  EXPECT_EQ(refusal({{"set", "Even"}}),
            "work.set: 'Even' is not allowed: textbook, even or skewed");
  EXPECT_EQ(refusal({{"duration", "20"}}), "work.duration: '20' has no unit: write 20ms or 20s");
  EXPECT_EQ(refusal({{"duration", "0s"}}),
            "work.duration: '0s' is not allowed: a duration from 1us to 1h");
  EXPECT_EQ(refusal({{"duration", "1.001h"}}),
            "work.duration: '1.001h' is not allowed: a duration from 1us to 1h");
  EXPECT_EQ(refusal({{"body", "65MiB"}}),
            "work.body: '65MiB' is not allowed: a size from 1B to 64MiB");
  EXPECT_EQ(refusal({{"body", "0B"}}), "work.body: '0B' is not allowed: a size from 1B to 64MiB");
  EXPECT_EQ(refusal({{"url", "a\nb"}}),
            "work.url: 'a\\x0ab' is not allowed: printable ASCII characters only");
}

TEST(Parameters, NameNearestOrKnownKeysForUnknownKey) {
  EXPECT_EQ(refusal({{"cuont", "5"}}),
            "work.cuont is not a parameter of work; did you mean count?");
  EXPECT_EQ(refusal({{"zzz", "5"}}),
            "work.zzz is not a parameter of work: set, count, duration, body, url");
  EXPECT_EQ(refusal({{"", "5"}}),
            "work. is not a parameter of work: set, count, duration, body, url");
  try {
    Parameters("work", {}, {{"a\nb", "5"}});
    FAIL();
  } catch (const BadParameter& error) {
    EXPECT_STREQ(error.what(), "work.a\\x0ab is not a parameter of work: it has none");
  }
}

TEST(Parameters, WriteSortedJsonWithNumbersForCounts) {
  EXPECT_EQ(made({{"url", "x"}}).json(),
            R"({"body":"1KiB","count":128,"duration":"4ms","set":"even","url":"x"})");
  const std::vector<ParameterSpec> quiet{
      {.key = "asked", .type = ParameterSpec::Type::text, .fallback = "", .about = ""},
      {.key = "may",
       .type = ParameterSpec::Type::choice,
       .fallback = "no",
       .choices = {"no", "yes"},
       .about = "",
       .permission = true}};
  EXPECT_EQ(Parameters("work", quiet, {{"may", "yes"}}).json(), "{}");
  EXPECT_EQ(Parameters("work", quiet, {{"asked", "x"}}).json(), R"({"asked":"x"})");
  EXPECT_EQ(Parameters().json(), "{}");
  EXPECT_EQ(Parameters("work", {}, {}).json(), "{}");
  Parameters filled = made({});
  filled.fill("url", "\"\\\n");
  EXPECT_EQ(filled.json(),
            R"({"body":"1KiB","count":128,"duration":"4ms","set":"even","url":"\"\\\u000a"})");
}

TEST(Parameters, WithoutEffectAreLeftOutAndAtTheirDefaults) {
  std::vector<ParameterSpec> some = specs();
  some[1].applies = [](const Parameters& values) { return values.text("set") != "textbook"; };
  const Parameters textbook("work", some, {{"set", "textbook"}, {"count", "5"}});
  EXPECT_FALSE(textbook.applies("count"));
  EXPECT_TRUE(textbook.applies("set"));
  EXPECT_EQ(textbook.json(), R"({"body":"1KiB","duration":"4ms","set":"textbook"})");
  EXPECT_EQ(textbook.text("count"), "128");
  EXPECT_EQ(textbook, Parameters("work", some, {{"set", "textbook"}, {"count", "6"}}));
  const Parameters even("work", some, {{"count", "5"}});
  EXPECT_TRUE(even.applies("count"));
  EXPECT_EQ(even.count("count"), 5U);
  EXPECT_THROW(Parameters("work", some, {{"set", "textbook"}, {"count", "0"}}), BadParameter);
}

TEST(Parameters, RejectUnknownKeyInAccess) {
  Parameters parameters = made({});
  parameters.fill("url", "http://127.0.0.1:9/");
  EXPECT_EQ(parameters.text("url"), "http://127.0.0.1:9/");
  EXPECT_THROW(parameters.fill("port", "1"), std::logic_error);
  EXPECT_THROW(parameters.count("port"), std::logic_error);
}

}  // namespace
}  // namespace parbench
