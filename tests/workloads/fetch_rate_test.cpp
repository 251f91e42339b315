// fetch at a rate: latencies from the intended arrivals, and failed requests as figures.
#include <gtest/gtest.h>

#include <chrono>

#include "bench/workload.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/scripted_server.hpp"

namespace parbench {
namespace {

using Values = std::map<std::string, std::string>;

const WorkloadInfo& info() { return *find_workload("fetch"); }

Parameters parameters(const Values& values) { return {"fetch", info().parameters, values}; }

std::string answer(const std::string& body, const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

struct Visit {
  LatencyAccount account;
  std::vector<std::uint64_t> digests, expected;
};

// All tasks by one worker, whose pass began just now.
Visit visit(const ScriptedServer& server, Values values) {
  values.emplace("url", server.url("/page"));
  const auto workload = info().make(parameters(values), {});
  Visit visit;
  std::uint64_t connections = 0;
  Worker worker;
  worker.observed = &connections;
  worker.latency = &visit.account;
  worker.pass_start_ns =
      std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
  for (std::size_t i = 0; i < workload->task_count(); ++i) {
    visit.digests.push_back(workload->run_task(i, worker));
    visit.expected.push_back(workload->expected(i));
  }
  return visit;
}

const Values four_evenly{{"rate", "1000/s"}, {"tasks", "4"}, {"arrivals", "even"}, {"warmup", "0"}};

TEST(FetchAtARate, CountsEachRequestFromItsArrival) {
  const ScriptedServer server(
      {{answer("p")}, {answer("p"), answer("p"), answer("p"), answer("p")}});
  const Visit seen = visit(server, four_evenly);
  EXPECT_EQ(seen.account.requests, 4U);
  EXPECT_EQ(seen.account.errors, 0U);
  EXPECT_GT(seen.account.service_ns, 0);
  EXPECT_EQ(seen.account.latency_ns, seen.account.queue_wait_ns + seen.account.service_ns);
  EXPECT_EQ(seen.digests, seen.expected);
}

// The page is loaded once before; then the second of four requests is refused.
TEST(FetchAtARate, CountsFailuresAndLeavesThemOutOfTheLatencies) {
  const ScriptedServer server({{answer("p")},
                               {answer("p"), answer("busy", "503 Service Unavailable")},
                               {answer("p"), answer("p")}});
  const Visit seen = visit(server, four_evenly);
  EXPECT_EQ(seen.account.requests, 3U);
  EXPECT_EQ(seen.account.completed, 3U);
  EXPECT_EQ(seen.account.errors, 1U);
  EXPECT_EQ(seen.digests, seen.expected);
}

TEST(FetchAtARate, AClosedLoopFailsAsBefore) {
  const ScriptedServer server(
      {{answer("p")}, {answer("p"), answer("busy", "503 Service Unavailable")}});
  EXPECT_NE(message_of<std::runtime_error>([&] {
              visit(server, {{"tasks", "4"}});
            }).find("answered 503"),
            std::string::npos);
}

// That is no load, but another page: nothing that was measured of it would mean anything.
TEST(FetchAtARate, AnotherPageIsNoFailureUnderLoad) {
  const ScriptedServer server({{answer("p")}, {answer("p"), answer("q")}});
  EXPECT_NE(message_of<std::runtime_error>([&] {
              visit(server, four_evenly);
            }).find("the page has changed"),
            std::string::npos);
}

TEST(FetchAtARate, HasNoEffectOnAClosedLoop) {
  EXPECT_EQ(parameters({{"rate", "0"}, {"arrivals", "even"}}).json(), parameters({}).json());
  EXPECT_EQ(info().rate_per_s(parameters({})), 0);
  EXPECT_EQ(info().rate_per_s(parameters({{"rate", "400"}})), 400);
  EXPECT_NE(parameters({{"rate", "400"}}).json().find(R"("rate":"400/s")"), std::string::npos);
  EXPECT_EQ(info().estimate(parameters({})).arrivals_s, 0);
  EXPECT_DOUBLE_EQ(info().estimate(parameters({{"rate", "400"}, {"tasks", "0"}})).arrivals_s, 2);
}

TEST(FetchAtARate, HasNoBoundOfAClosedLoop) {
  EXPECT_EQ(info().task_times(parameters({})).size(), 32U);
  EXPECT_TRUE(info().task_times(parameters({{"rate", "400"}})).empty());
}

TEST(FetchAtARate, RefusesWhatMakesNoSense) {
  const auto refusal = [](const Values& values) {
    return message_of<BadParameter>([&] { info().check(parameters(values)); });
  };
  EXPECT_EQ(refusal({{"tasks", "0"}}),
            "fetch.tasks: '0' is not allowed without a rate: a whole number from 1 to 1000000, or "
            "set fetch.rate");
  EXPECT_EQ(refusal({{"tasks", "0"}, {"rate", "400"}}), "nothing was thrown");
  EXPECT_EQ(refusal({{"rate", "-5/s"}}),
            "fetch.rate: '-5/s' is not a rate: a number per second, such as 400/s");
  EXPECT_EQ(refusal({{"rate", "400"}, {"warmup", "1"}}),
            "fetch.warmup: '1' is not allowed: a number from 0 to 0.9");
}

}  // namespace
}  // namespace parbench
