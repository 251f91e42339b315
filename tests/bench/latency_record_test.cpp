// What a record says of requests at a rate, as JSON and back.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/protocol.hpp"
#include "tests/support/message_of.hpp"

namespace parbench {
namespace {

using nlohmann::json;

bool says(const std::string& message, const std::string& part) {
  return message.find(part) != std::string::npos;
}

TrialRecord record_at_a_rate() {
  TrialRecord record;
  record.passes = 1;
  Latency& latency = record.latency.emplace();
  latency.rate_per_s = 400;
  latency.requests = 12;
  latency.p50_s = 0.25;
  latency.p90_s = 0.5;
  latency.max_s = 0.75;
  latency.buckets = {{0.125, 0.25, 5}, {0.5, 0.75, 7}};
  return record;
}

TEST(LatencyRecord, IsReadAsWritten) {
  const std::string text = to_json(record_at_a_rate());
  EXPECT_EQ(to_json(read_record(text)), text);
  const json latency = json::parse(text)["latency"];
  EXPECT_EQ(latency["buckets"], json::parse("[[0.125,0.25,5],[0.5,0.75,7]]"));
  EXPECT_EQ(latency["rate_per_s"], 400);
  EXPECT_FALSE(latency.contains("p99_s"));
  EXPECT_EQ(read_record(text).latency->buckets[1].requests, 7U);
  EXPECT_FALSE(read_record(to_json(TrialRecord())).latency);
}

TEST(LatencyRecord, IsRefusedUnlessItsFiguresAgree) {
  const auto said = [](const char* key, const json& value) {
    json object = json::parse(to_json(record_at_a_rate()));
    object["latency"][key] = value;
    return message_of<std::runtime_error>([&] { read_record(object.dump()); });
  };
  EXPECT_TRUE(says(said("p90_s", 0.1), "p50_s, p90_s, p99_s, p999_s and max_s do not rise"));
  EXPECT_TRUE(says(said("max_s", 0.1), "do not rise"));
  EXPECT_TRUE(says(said("requests", 13), "latency: 12 requests in buckets of 13"));
  EXPECT_TRUE(says(said("buckets", json::parse("[[0.5,0.25,12]]")), "the buckets do not rise"));
  EXPECT_TRUE(says(said("buckets", json::parse("[[0.1,0.3,5],[0.2,0.4,7]]")), "do not rise"));
  EXPECT_TRUE(says(said("errors", -1), "errors is -1, allowed: an integer from 0"));
  EXPECT_TRUE(says(said("buckets", nullptr), "as docs/protocol.md says"));
}

}  // namespace
}  // namespace parbench
