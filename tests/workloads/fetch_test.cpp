#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <functional>

#include "tests/support/helper_process.hpp"
#include "tests/support/scripted_server.hpp"
#include "workloads/fetch_exchange.hpp"
#include "workloads/fetch_task.hpp"

namespace parbench {
namespace {

using Clock = std::chrono::steady_clock;
using Values = std::map<std::string, std::string>;

const WorkloadInfo& info() { return *find_workload("fetch"); }

std::unique_ptr<Workload> make(const Values& values) {
  return info().make(Parameters("fetch", info().parameters, values), {});
}

std::string failure(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no failure";
}

TEST(FetchParameters, OfOurServerDoNotApplyToAnother) {
  const auto json_of = [](const Values& values) {
    return Parameters("fetch", info().parameters, values).json();
  };
  EXPECT_EQ(json_of({{"url", "http://127.0.0.1:9/page"}, {"latency", "9ms"}, {"body", "2KiB"}}),
            R"({"connections":"keep","tasks":32,"url":"http://127.0.0.1:9/page"})");
  // As the launcher fills it in when our own server has started.
  EXPECT_NE(json_of({{"url", "http://127.0.0.1:9/parbench-task/"}}).find(R"("latency":"4ms")"),
            std::string::npos);
  EXPECT_NE(json_of({}).find(R"("spread":"fixed")"), std::string::npos);
}

// A client that keeps what a worker keeps.
struct Client {
  std::uint64_t connections = 0;
  Worker worker;

  Client() { worker.observed = &connections; }
  std::uint64_t run(const Workload& workload, std::size_t index) {
    return workload.run_task(index, worker);
  }
};

// Our own server, started as the driver would for these parameters.
struct OwnServer {
  explicit OwnServer(Values values)
      : helper(PARBENCH_HELPERS_DIR "/fetch_server",
               info().helper->arguments(Parameters("fetch", info().parameters, values))) {
    values["url"] = helper.ready_line();
    workload = make(values);
  }
  RunningHelper helper;
  std::unique_ptr<Workload> workload;
};

std::string answer(const std::string& body, const std::string& head = "HTTP/1.1 200 OK") {
  return head + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST(FetchOwnServer, KeepsConnectionPerWorkerOrOpensOnePerTask) {
  const OwnServer keep(Values{{"latency", "0s"}});
  const OwnServer fresh(Values{{"latency", "0s"}, {"connections", "new"}});
  Client keeper, opener;
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(keeper.run(*keep.workload, i), keep.workload->expected(i));
    EXPECT_EQ(opener.run(*fresh.workload, i), fresh.workload->expected(i));
  }
  EXPECT_EQ(keeper.connections, 1U);
  EXPECT_EQ(opener.connections, 10U);
}

TEST(FetchOwnServer, DelaysEachAnswerByItsLatency) {
  for (const char* spread : {"fixed", "uniform", "exponential"}) {
    const OwnServer server(Values{{"latency", "5ms"}, {"spread", spread}});
    Client client;
    for (std::size_t i = 0; i < 8; ++i) {
      const auto start = Clock::now();
      client.run(*server.workload, i);
      EXPECT_GE(Clock::now() - start, fetch_latency(i, 0.005, spread)) << spread << " " << i;
    }
  }
}

TEST(FetchOwnServer, ChecksBodiesOfAnySize) {
  for (const char* body : {"0B", "1B", "7B", "64KiB", "1MiB"}) {
    const OwnServer server(Values{{"latency", "0s"}, {"body", body}});
    Client client;
    EXPECT_EQ(client.run(*server.workload, 3), server.workload->expected(3)) << body;
  }
}

TEST(FetchOwnServer, DetectsBodyOfOtherLength) {
  const OwnServer server(Values{{"latency", "0s"}, {"body", "100B"}});
  const auto other =
      make({{"latency", "0s"}, {"body", "101B"}, {"url", server.helper.ready_line()}});
  Client client;
  EXPECT_NE(client.run(*other, 3), other->expected(3));
}

TEST(FetchBody, DependsOnTaskInEveryByte) {
  const std::string body = fetch_body(5, 100);
  EXPECT_NE(body, fetch_body(6, 100));
  EXPECT_NE(body, fetch_body(5, 101).substr(0, 100));
  for (std::size_t i = 0; i < body.size(); ++i) {
    std::string changed = body;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_NE(body_digest(changed), body_digest(body)) << i;
  }
  EXPECT_NE(body_digest(std::string(7, '\0')), body_digest(std::string(8, '\0')));
  EXPECT_NE(body_digest(std::string(8, '\0')), body_digest(std::string(16, '\0')));
}

TEST(FetchLatency, KeepsMeanAndIsNotNegative) {
  for (const char* spread : {"fixed", "uniform", "exponential"}) {
    double sum = 0;
    for (std::uint64_t i = 0; i < 20000; ++i) {
      const double seconds = std::chrono::duration<double>(fetch_latency(i, 0.01, spread)).count();
      ASSERT_GE(seconds, 0);
      sum += seconds;
    }
    EXPECT_NEAR(sum / 20000, 0.01, 0.0003) << spread;
  }
}

TEST(FetchUserServer, LearnsPageOnceAndRequiresSamePage) {
  const ScriptedServer server({{answer("a page")}, {answer("a page"), answer("another")}});
  const auto workload = make({{"url", server.url("/x?y=1")}});
  Client client;
  EXPECT_EQ(client.run(*workload, 0), workload->expected(0));
  EXPECT_EQ(failure([&] { client.run(*workload, 1); }),
            "fetch: " + server.url("/x?y=1") +
                ": the page has changed since it was loaded before the first pass; only a page "
                "that is the same at each load can be checked");
  EXPECT_EQ(client.connections, 1U);  // the learning one is not the workers'
}

TEST(FetchUserServer, ReplacesAndCountsConnectionClosedByServer) {
  const ScriptedServer server({{answer("p")}, {answer("p")}, {answer("p"), answer("p")}});
  const auto workload = make({{"url", server.url("/")}});
  Client client;
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(client.run(*workload, i), workload->expected(i)) << i;
  }
  EXPECT_EQ(client.connections, 2U);
}

TEST(FetchUserServer, SupportsOlderAndStreamingServers) {
  const std::string until_closed = "HTTP/1.0 200 OK\r\n\r\np";
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\np\r\n0\r\n\r\n";
  const std::string closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\np";
  for (const char* connections : {"keep", "new"}) {
    const ScriptedServer server({{until_closed}, {until_closed}, {closing}, {chunked}});
    const auto workload = make({{"url", server.url("/")}, {"connections", connections}});
    Client client;
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(client.run(*workload, i), workload->expected(i)) << i;
    }
    EXPECT_EQ(client.connections, 3U);
  }
}

// Some servers do not close when they are asked to: a new connection is a new one all the same.
TEST(FetchUserServer, OpensNewConnectionsEvenIfServerKeepsThem) {
  const ScriptedServer server({{answer("p")}, {answer("p"), answer("p")}, {answer("p")}});
  const auto workload = make({{"url", server.url("/")}, {"connections", "new"}});
  Client client;
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(client.run(*workload, i), workload->expected(i));
  EXPECT_EQ(client.connections, 2U);
}

// Connections to the port that rest in TIME_WAIT on the client's side.
int resting_at_client(const Url& url) {
  std::FILE* table = std::fopen("/proc/net/tcp", "r");
  char line[512];
  int count = 0;
  while (table != nullptr && std::fgets(line, sizeof line, table) != nullptr) {
    unsigned port = 0, state = 0;
    if (std::sscanf(line, " %*d: %*x:%*x %*x:%x %x", &port, &state) != 2) continue;
    count += state == 6 && std::to_string(port) == url.port ? 1 : 0;
  }
  if (table != nullptr) std::fclose(table);
  return count;
}

// Thousands of new connections a second would use up the client's ports if it closed first.
TEST(FetchOwnServer, ClosesNewConnectionFirst) {
  const RunningHelper server(PARBENCH_HELPERS_DIR "/fetch_server", {"--latency", "0s"});
  const Url url = parse_url(server.ready_line());
  const int from_an_earlier_server = resting_at_client(url);  // that had the same port
  const auto workload =
      make({{"latency", "0s"}, {"connections", "new"}, {"url", server.ready_line()}});
  Client client;
  for (std::size_t i = 0; i < 20; ++i) client.run(*workload, i);
  // One is the connection that checked whether a server answers.
  EXPECT_LE(resting_at_client(url) - from_an_earlier_server, 1);
}

TEST(FetchUserServer, SkipsInterimAnswers) {
  const std::string hints = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
  const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n" + hints;
  const ScriptedServer server({{answer("p")}, {interim + answer("p"), hints + answer("p")}});
  const auto workload = make({{"url", server.url("/")}});
  Client client;
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(client.run(*workload, i), workload->expected(i));
  EXPECT_EQ(client.connections, 1U);
}

TEST(FetchUserServer, ReportsInvalidAnswers) {
  const auto said = [](ScriptedServer::Answers answers) {
    const ScriptedServer server({std::move(answers)});
    std::string message = failure([&] { make({{"url", server.url("/x")}}); });
    const std::string start = "fetch: " + server.url("/x") + ": ";
    return message.substr(0, start.size()) == start ? message.substr(start.size()) : message;
  };
  EXPECT_EQ(said({answer("no", "HTTP/1.1 404 Not Found")}), "answered 404, not 200");
  EXPECT_EQ(said({}), "closed without an answer");
  EXPECT_EQ(said({answer("", "HTTP/1.1 101 Switching Protocols")}), "answered 101, not 200");
  std::string interim;
  for (int i = 0; i < 101; ++i) interim += "HTTP/1.1 103 Early Hints\r\n\r\n";
  EXPECT_EQ(said({interim}), "sent more than 100 interim answers (1xx)");
  EXPECT_EQ(said({answer("p") + "more"}), "sent more than it had announced");
  EXPECT_EQ(said({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart"}),
            "not a whole HTTP answer: partial message");
  EXPECT_EQ(said({"SSH-2.0-OpenSSH\r\n\r\n"}), "not a whole HTTP answer: bad version");
}

TEST(FetchOwnServer, FailsIfNoneWasStarted) {
  Client client;
  const auto workload = make({});
  EXPECT_EQ(failure([&] { client.run(*workload, 0); }),
            "fetch: no server was started for this trial");
}

}  // namespace
}  // namespace parbench
