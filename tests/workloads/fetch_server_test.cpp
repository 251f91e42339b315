#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <array>
#include <filesystem>
#include <iterator>
#include <thread>

#include "tests/support/helper_process.hpp"
#include "workloads/fetch_exchange.hpp"
#include "workloads/fetch_task.hpp"

namespace parbench {
namespace {

constexpr const char* executable = PARBENCH_HELPERS_DIR "/fetch_server";

FetchTarget target_of(const RunningHelper& server) {
  FetchTarget target;
  target.url = parse_url(server.ready_line());
  target.address = resolve(target.url).front();
  return target;
}

// One of many requests at once, with its own worker, as in an event loop.
struct Visit {
  std::uint64_t connections = 0;
  Worker worker;
  std::unique_ptr<FetchTask> task;
  std::optional<Wait> wait;
};

// All to their ends, by one poll() over those that still wait.
void drive(std::vector<Visit>& visits) {
  for (;;) {
    std::vector<pollfd> entries;
    std::vector<Visit*> waiting;
    for (Visit& visit : visits) {
      if (!visit.wait) continue;
      entries.push_back({visit.wait->descriptor,
                         static_cast<short>(visit.wait->for_writing ? POLLOUT : POLLIN), 0});
      waiting.push_back(&visit);
    }
    if (entries.empty()) return;
    ASSERT_GT(poll(entries.data(), entries.size(), 10'000), 0)
        << entries.size() << " requests hang";
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].revents != 0) waiting[i]->wait = waiting[i]->task->step();
    }
  }
}

std::ptrdiff_t descriptors_of(pid_t pid) {
  const std::filesystem::directory_iterator all("/proc/" + std::to_string(pid) + "/fd");
  return std::distance(begin(all), end(all));
}

TEST(FetchServer, ServesTwoThousandConnections) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max < 2200) {
    GTEST_SKIP() << "the system allows " << limit.rlim_max << " descriptors only";
  }
  limit.rlim_cur = 1024;  // as a login shell has it: the server must raise its own
  setrlimit(RLIMIT_NOFILE, &limit);
  const RunningHelper server(executable, {"--latency", "200ms", "--body", "1KiB"});
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);

  const FetchTarget target = target_of(server);
  std::vector<Visit> visits(2000);
  for (std::size_t i = 0; i < visits.size(); ++i) {
    Visit& visit = visits[i];
    visit.worker.observed = &visit.connections;
    visit.task = std::make_unique<FetchTask>(target, std::string(fetch_path) + std::to_string(i),
                                             std::chrono::milliseconds(200), visit.worker);
    visit.wait = visit.task->step();
  }
  drive(visits);
  for (std::size_t i = 0; i < visits.size(); ++i) {
    ASSERT_EQ(visits[i].task->digest(), body_digest(fetch_body(i, 1024))) << i;
    ASSERT_EQ(visits[i].connections, 1U);
  }
  EXPECT_GE(descriptors_of(server.pid()), 2000);  // kept alive: all of them are open still
}

TEST(FetchServer, PrintsUrlAndListensOnLoopbackOnly) {
  const RunningHelper server(executable, {});
  const Url url = parse_url(server.ready_line());
  EXPECT_EQ(url.host, "127.0.0.1");
  EXPECT_EQ(url.target, fetch_path);
  Url elsewhere = url;
  elsewhere.host = "127.0.0.2";
  EXPECT_EQ(try_connect(resolve(url).front(), 1000), 0);
  EXPECT_EQ(try_connect(resolve(elsewhere).front(), 1000), ECONNREFUSED);
}

TEST(FetchServer, AnswersOnlyTaskPaths) {
  const RunningHelper server(executable, {});
  const FetchTarget target = target_of(server);
  for (const char* path : {"/", "/parbench-task/", "/parbench-task/x", "/parbench-task/1x",
                           "/parbench-task/-1", "/parbench-task/99999999999999999999"}) {
    std::uint64_t connections = 0;
    Worker worker;
    worker.observed = &connections;
    FetchTask task(target, path, std::chrono::nanoseconds(0), worker);
    try {
      run_to_end(task);
      ADD_FAILURE() << path;
    } catch (const std::runtime_error& error) {
      EXPECT_NE(std::string(error.what()).find("answered 404"), std::string::npos) << error.what();
    }
  }
}

TEST(FetchServer, EndsWithItsParent) {
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);  // so that the orphan can be waited for here
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    const RunningHelper server(executable, {});
    const pid_t pid = server.pid();
    _exit(write(ends[1], &pid, sizeof pid) == sizeof pid ? 0 : 1);  // without its destructor
  }
  pid_t orphan = -1;
  ASSERT_EQ(read(ends[0], &orphan, sizeof orphan), static_cast<ssize_t>(sizeof orphan));
  close(ends[0]);
  close(ends[1]);
  waitpid(parent, nullptr, 0);
  int status = 0;
  pid_t reaped = 0;
  for (int i = 0; i < 500 && reaped == 0; ++i) {
    reaped = waitpid(orphan, &status, WNOHANG);
    if (reaped == 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(reaped, orphan) << "still there five seconds later";
  EXPECT_TRUE(WIFSIGNALED(status));
  if (reaped == 0) kill(orphan, SIGKILL);
}

struct Ended {
  int status;
  std::string error;
};

Ended run_server(const std::string& arguments) {
  FILE* pipe = popen((std::string(executable) + " " + arguments + " 2>&1 >/dev/null").c_str(), "r");
  std::string text;
  std::array<char, 256> buffer;
  while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr) {
    text += buffer.data();
  }
  return {WEXITSTATUS(pclose(pipe)), text};
}

TEST(FetchServer, RejectsUnknownOptions) {
  EXPECT_EQ(run_server("--latency 4").status, 2);
  EXPECT_EQ(run_server("--latency 4").error, "fetch_server: '4' has no unit: write 4ms or 4s\n");
  EXPECT_EQ(run_server("--body").error, "fetch_server: '--body' needs a value\n");
  EXPECT_EQ(run_server("--spread odd").error,
            "fetch_server: '--spread odd' is not allowed: --latency DURATION, --spread "
            "fixed|uniform|exponential, "
            "--body SIZE\n");
}

}  // namespace
}  // namespace parbench
