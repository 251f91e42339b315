#include "bench/protocol.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "bench/digest.hpp"
#include "tests/support/message_of.hpp"

namespace parbench {
namespace {

using nlohmann::json;

TrialRequest some_request() {
  TrialRequest request;
  request.workload = "fetch";
  request.parameters = {{"tasks", "32"}, {"url", "http://127.0.0.1:8080/\"x\""}};
  request.workers = 3;
  request.passes = 18'000'000'000'000'000'000U;
  request.min_sample_s = 0.1;
  request.scratch = "/tmp/a folder";
  request.helper_pid = 4711;
  request.slowdown = 0.05;
  request.trace = true;
  return request;
}

TrialRecord some_record() {
  TrialRecord record;
  record.tasks = 100'000;
  record.passes = 7;
  record.setup_s = 0.1;
  record.cold_s = 0.2;
  record.teardown_s = 0.3;
  record.wall_s = 1.0 / 3;
  record.wall_min_s = 0.25;
  record.wall_max_s = 0.5;
  record.cpu_s = 1e-9;
  record.workers_seen = 2;
  record.max_in_flight = 3;
  record.voluntary_switches = 11;
  record.involuntary_switches = 12;
  record.peak_rss_kib = 4096;
  record.digest.sum = 0xfedcba9876543210U;
  record.observed = Observed{16, {}};
  record.foreign_cpu_s = 0.125;
  record.steal_s = 0.0;
  record.throttled_s = 0.25;
  record.runq_wait_s = 0.5;
  record.per_worker.resize(2);
  record.per_worker[1] = {1, 700'000, 0.001, 0.002, 0.003, 4, 5, 0.006, 6};
  return record;
}

// What the readers say of `whole` with `change` made to it.
template <typename Read, typename Change>
std::string refusal(Read read, const std::string& whole, Change change) {
  json object = json::parse(whole);
  change(object);
  return message_of<std::runtime_error>([&] { read(object.dump()); });
}

bool says(const std::string& message, const std::string& part) {
  return message.find(part) != std::string::npos;
}

TEST(Digest, MatchesTheDocumentation) {
  EXPECT_EQ(digest_text(scramble(0)), "x0000000000000000");
  EXPECT_EQ(digest_text(scramble(1)), "x5692161d100b05e5");
  EXPECT_EQ(digest_text(scramble(7)), "x12ae30237b17df14");
  EXPECT_EQ(digest_text(mix(0, 0)), "xe220a8397b1dcdaf");
  EXPECT_EQ(digest_text(mix(0, 1)), "x07776f161bd8ea27");
  EXPECT_EQ(digest_text(mix(1, 0)), "x6e789e6aa1b965f4");
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < 100; ++i) sum += mix(i, scramble(i));
  EXPECT_EQ(digest_text(sum), "xb1afe12575495f63");
  EXPECT_EQ(read_digest("xb1afe12575495f63"), sum);
}

TEST(Request, IsReadAsWritten) {
  const TrialRequest read = read_request(to_json(some_request()));
  EXPECT_EQ(read.workload, "fetch");
  EXPECT_EQ(read.parameters, some_request().parameters);
  EXPECT_EQ(read.workers, 3);
  EXPECT_EQ(read.passes, 18'000'000'000'000'000'000U);
  EXPECT_EQ(read.min_sample_s, 0.1);
  EXPECT_EQ(read.scratch, "/tmp/a folder");
  EXPECT_EQ(read.helper_pid, 4711);
  EXPECT_EQ(read.slowdown, 0.05);
  EXPECT_EQ(json::parse(to_json(some_request()))["protocol"], 1);
}

TEST(Request, AcceptsNumbersAsParameters) {
  const TrialRequest read = read_request(
      R"({"protocol": 1, "workload": "primes", "params": {"count": 256, "set": "even"}, "workers": 1})");
  EXPECT_EQ(read.parameters,
            (std::map<std::string, std::string>{{"count", "256"}, {"set", "even"}}));
  EXPECT_EQ(read.passes, 0U);
  EXPECT_EQ(read.min_sample_s, 0.2);
  EXPECT_EQ(read.scratch, "");
  EXPECT_FALSE(read.helper_pid);
  EXPECT_EQ(read.slowdown, 0);
}

TEST(Request, IsRefusedWhereAFieldIsMissingOrWrong) {
  const std::string whole = to_json(some_request());
  for (const char* key : {"protocol", "workload", "params", "workers"}) {
    const std::string message =
        refusal(read_request, whole, [&](json& object) { object.erase(key); });
    EXPECT_TRUE(says(message, "the trial is not as docs/protocol.md says")) << message;
    EXPECT_TRUE(says(message, std::string("'") + key + "'")) << message;
  }
  EXPECT_EQ(refusal(read_request, whole, [](json& object) { object["workers"] = 0; }),
            "workers is 0: at least 1");
  EXPECT_EQ(refusal(read_request, whole, [](json& object) { object["slowdown"] = -0.5; }),
            "slowdown is -0.5: at least 0");
  EXPECT_TRUE(says(refusal(read_request, whole, [](json& object) { object["workers"] = "two"; }),
                   "workers is \"two\", allowed: an integer from 0 to 2147483647"));
  EXPECT_EQ(refusal(read_request, whole, [](json& object) { object["protocol"] = 2; }),
            "the trial's protocol version 2 is not 1");
}

TEST(Record, NeverChangesItsText) {
  EXPECT_EQ(to_json(some_record()),
            R"({"cold_s":0.2,"cpu_s":1e-09,"digest":"xfedcba9876543210","foreign_cpu_s":0.125,)"
            R"("involuntary_switches":12,"max_in_flight":3,"observed":16,"passes":7,)"
            R"("peak_rss_kib":4096,"per_worker":[{"tasks":0,"worker":0},{"cpu_s":0.003,)"
            R"("first_s":0.001,"involuntary_switches":5,"last_s":0.002,"passes":6,)"
            R"("runq_wait_s":0.006,"tasks":700000,"voluntary_switches":4,"worker":1}],)"
            R"("protocol":1,"runq_wait_s":0.5,"setup_s":0.1,"steal_s":0.0,"tasks":100000,)"
            R"("teardown_s":0.3,"throttled_s":0.25,"voluntary_switches":11,"wall_max_s":0.5,)"
            R"("wall_min_s":0.25,"wall_s":0.3333333333333333,"workers_seen":2})");
}

TEST(Record, IsReadAsWritten) {
  EXPECT_EQ(to_json(read_record(to_json(some_record()))), to_json(some_record()));
}

TEST(Record, MayHoldATrace) {
  TrialRecord written = some_record();
  EXPECT_FALSE(read_record(to_json(written)).trace);
  written.tasks = 2;
  written.trace = Trace{0.5, {{1, 3, 0.125, 0.25}, {0, 2, 0.0, 0.5}}};
  const std::optional<Trace> read = read_record(to_json(written)).trace;
  ASSERT_TRUE(read);
  EXPECT_EQ(read->wall_s, 0.5);
  ASSERT_EQ(read->spans.size(), 2U);
  EXPECT_EQ(read->spans[0].task, 1U);
  EXPECT_EQ(read->spans[0].worker, 3);
  EXPECT_EQ(read->spans[0].start_s, 0.125);
  EXPECT_EQ(read->spans[0].end_s, 0.25);
}

TEST(Record, MayHoldASpread) {
  TrialRecord record = some_record();
  record.spread = Spread{20, 0.1, 0.2, 0.2, 0.3, 1.0 / 3, 0.5, {}};
  const std::string text = to_json(record);
  EXPECT_EQ(to_json(read_record(text)), text);
  EXPECT_EQ(json::parse(text)["spread"]["p90_s"], 1.0 / 3);
  EXPECT_FALSE(json::parse(text)["spread"].contains("p99_s"));
  EXPECT_FALSE(read_record(to_json(some_record())).spread);
}

TEST(Record, IsRefusedUnlessItsQuantilesRise) {
  TrialRecord record = some_record();
  record.spread = Spread{20, 0.1, 0.2, {}, 0.3, 0.4, 0.5, {}};
  const auto said = [&](const std::string& key, const json& value) {
    return refusal(read_record, to_json(record),
                   [&](json& object) { object["spread"][key] = value; });
  };
  EXPECT_NE(said("p75_s", 0.1).find("spread: p75_s is 0.1, allowed: at least 0.2"),
            std::string::npos);
  EXPECT_NE(said("p5_s", -1).find("p5_s is -1, allowed: a number from 0"), std::string::npos);
  EXPECT_NE(said("passes", "many"), "");
}

TEST(Record, IsRefusedUnlessTheTraceHasEachTaskOnce) {
  TrialRecord record = some_record();
  record.tasks = 2;
  const auto refused = [&](std::vector<Span> spans) {
    record.trace = Trace{0.5, std::move(spans)};
    return message_of<std::runtime_error>([&] { read_record(to_json(record)); });
  };
  EXPECT_NE(refused({{0, 0, 0, 0.5}}).find("1 spans of 2 tasks"), std::string::npos);
  for (const Span& wrong : {Span{0, 0, 0, 0.5}, Span{2, 0, 0, 0.5}, Span{1, 0, 0.5, 0.25}}) {
    EXPECT_NE(refused({{0, 0, 0, 0.5}, wrong}).find("the span of task"), std::string::npos);
  }
  EXPECT_NE(refused({{0, 0, 0, 0.5}, {1, -1, 0, 0.5}}).find("worker is -1"), std::string::npos);
}

TEST(Record, MayOmitUnknownValues) {
  json object = json::parse(to_json(some_record()));
  for (const char* key :
       {"cpu_s", "voluntary_switches", "involuntary_switches", "observed", "per_worker",
        "peak_rss_kib", "foreign_cpu_s", "steal_s", "throttled_s", "runq_wait_s"}) {
    object.erase(key);
  }
  object["observed"] = nullptr;
  const TrialRecord read = read_record(object.dump());
  EXPECT_FALSE(read.cpu_s || read.voluntary_switches || read.involuntary_switches || read.observed);
  EXPECT_FALSE(read.foreign_cpu_s || read.steal_s || read.throttled_s || read.runq_wait_s);
  EXPECT_TRUE(read.per_worker.empty());
}

TEST(Record, KeepsItsHosts) {
  TrialRecord record = some_record();
  record.per_host = {{"a", "CPU", 4, 2, 100, 1.5, 0.25, 0, {}, 800, 7200},
                     {"b", "", 8, 14, 700, {}, {}, {}, 0.5, 0, 0}};
  const TrialRecord read = read_record(to_json(record));
  ASSERT_EQ(read.per_host.size(), 2U);
  EXPECT_EQ(read.per_host[0].host, "a");
  EXPECT_EQ(read.per_host[0].cpu_model, "CPU");
  EXPECT_EQ(read.per_host[0].foreign_cpu_s, 0.25);
  EXPECT_EQ(read.per_host[0].received_bytes, 7200U);
  EXPECT_FALSE(read.per_host[1].cpu_s);
  EXPECT_EQ(read.per_host[1].throttled_s, 0.5);
  EXPECT_EQ(to_json(record).find("per_host") == std::string::npos, false);
  EXPECT_EQ(to_json(some_record()).find("per_host"), std::string::npos);
}

TEST(Record, IsRefusedWhereAFieldIsMissing) {
  for (const char* key :
       {"protocol", "tasks", "passes", "setup_s", "cold_s", "teardown_s", "wall_s", "wall_min_s",
        "wall_max_s", "workers_seen", "max_in_flight", "digest"}) {
    const std::string message =
        refusal(read_record, to_json(some_record()), [&](json& object) { object.erase(key); });
    EXPECT_TRUE(says(message, "the record is not as docs/protocol.md says")) << message;
    EXPECT_TRUE(says(message, std::string("'") + key + "'")) << message;
  }
}

TEST(Record, IsRefusedWhereAFieldIsWrong) {
  const std::string whole = to_json(some_record());
  EXPECT_EQ(refusal(read_record, whole, [](json& object) { object["protocol"] = 0; }),
            "the record's protocol version 0 is not 1");
  for (const char* digest :
       {"fedcba9876543210", "xfedcba987654321", "xfedcba987654321g", "xfedcba98765432100"}) {
    const std::string message =
        refusal(read_record, whole, [&](json& object) { object["digest"] = digest; });
    EXPECT_TRUE(says(message, "the record is not as docs/protocol.md says")) << message;
    EXPECT_TRUE(says(message, "is not a digest")) << message;
  }
}

TEST(Record, IsRefusedWhereAFigureCannotBeMeasured) {
  const auto said = [](const char* key, const json& value) {
    return refusal(read_record, to_json(some_record()), [&](json& object) { object[key] = value; });
  };
  const std::string refused = "the record is not as docs/protocol.md says: ";
  for (const json& time : {json(nullptr), json("0.1"), json(-0.5), json(1e300), json(true)}) {
    EXPECT_EQ(said("wall_s", time),
              refused + "wall_s is " + time.dump() + ", allowed: a number from 0 to 1e+09");
  }
  for (const json& count : {json(nullptr), json("many"), json(-1), json(1.5), json(1e300),
                            json(true), json(1'000'000'000'000'000'000)}) {
    EXPECT_EQ(said("tasks", count), refused + "tasks is " + count.dump() +
                                        ", allowed: an integer from 0 to 999999999999999999");
    EXPECT_EQ(said("involuntary_switches", count) == "nothing was thrown", count.is_null());
  }
  EXPECT_EQ(said("workers_seen", 3'000'000'000),
            refused + "workers_seen is 3000000000, allowed: an integer from 0 to 2147483647");
  EXPECT_EQ(said("passes", json::array({1})),
            refused + "passes is an array, allowed: an integer from 0 to 999999999999999999");
}

TEST(Record, HasNoNegativeZero) {
  json object = json::parse(to_json(some_record()));
  object["steal_s"] = -0.0;
  EXPECT_FALSE(std::signbit(read_record(object.dump()).steal_s.value()));
}

TEST(Record, NeedsNoRoomForTasksWithoutSpans) {
  json object = json::parse(to_json(some_record()));
  object["tasks"] = 999'999'999'999'999'999;
  object["trace"] = {{"wall_s", 0.5}, {"spans", {{0, 0, 0, 0.5}}}};
  EXPECT_TRUE(says(message_of<std::runtime_error>([&] { read_record(object.dump()); }),
                   "trace: 1 spans of 999999999999999999 tasks"));
}

TEST(Record, IsRefusedWhenCutAnywhere) {
  const std::string whole = to_json(some_record());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THROW(read_record(whole.substr(0, size)), std::runtime_error) << size;
  }
  for (const char* other : {"[]", "3", "null", "\"record\""})
    EXPECT_THROW(read_record(other), std::runtime_error);
}

}  // namespace
}  // namespace parbench
