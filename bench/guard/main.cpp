// parbench-guard starts processes for the driver, and outlives it until all of them have ended.
//
// It is the subreaper of all that it starts, so no process escapes when its parent ends. Only the
// driver has the other end of its socket, so end of file there means that the driver has ended, for
// whatever reason; then it also removes the run's scratch folder. PDEATHSIG alone would miss
// grandchildren, daemons and the ranks of an mpirun.
//
// usage: parbench-guard SOCKET SCRATCH     (started by parbench, not by hand)
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>

#include "bench/guard/descendants.hpp"
#include "bench/guard/messages.hpp"
#include "bench/guard/start.hpp"

namespace {

using namespace parbench;
using Clock = std::chrono::steady_clock;
using nlohmann::json;

struct Started {
  std::optional<Clock::time_point> deadline;
  bool timed_out = false;
};

// Starts processes for the driver at the other end of `socket`, reports their end, kills them at
// their deadline, and kills what is left; serve() returns when the driver has ended.
class Guard {
 public:
  explicit Guard(int socket) : socket_{socket} {}

  void serve() {
    sigset_t child_ended;
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child_ended, nullptr);
    const int ends = signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK);
    while (!driver_gone_) {
      pollfd waits[2]{{socket_, POLLIN, 0}, {ends, POLLIN, 0}};
      poll(waits, 2, patience_ms());
      signalfd_siginfo ignored[8];
      while (read(ends, ignored, sizeof ignored) > 0) {
      }
      report_ends();
      kill_overdue();
      if (waits[0].revents != 0) answer();
    }
    close(ends);
  }

 private:
  int patience_ms() const {
    std::optional<Clock::time_point> next;
    for (const auto& [pid, process] : started_) {
      if (process.deadline && !process.timed_out && (!next || *process.deadline < *next))
        next = process.deadline;
    }
    if (!next) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 60'000));
  }

  void send(const json& message) { driver_gone_ = !send_message(socket_, message) || driver_gone_; }

  void report_ends() {
    int status = 0;
    while (true) {
      const pid_t pid = waitpid(-1, &status, WNOHANG);
      if (pid <= 0) return;
      const auto found = started_.find(pid);
      if (found == started_.end()) continue;  // an orphan
      send({{"ended", pid}, {"status", status}, {"timed_out", found->second.timed_out}});
      started_.erase(found);
    }
  }

  void kill_overdue() {
    for (auto& [pid, process] : started_) {
      if (process.deadline && !process.timed_out && *process.deadline <= Clock::now()) {
        process.timed_out = true;
        kill(pid, SIGKILL);
      }
    }
  }

  void answer() {
    const std::optional<json> message = receive_message(socket_);
    if (!message) {
      driver_gone_ = true;
    } else if (message->contains("start")) {
      start_one((*message)["start"]);
    } else if (message->contains("clean")) {
      clean();
    }
  }

  void start_one(const json& request) {
    try {
      const pid_t pid = start({request.at("argv"), request.at("set"), request.at("unset"),
                               request.at("stdout"), request.at("stderr")});
      Started process;
      if (!request.at("deadline_s").is_null()) {
        process.deadline =
            Clock::now() + std::chrono::duration_cast<Clock::duration>(
                               std::chrono::duration<double>(request["deadline_s"].get<double>()));
      }
      started_[pid] = process;
      send({{"started", pid}});
    } catch (const std::exception& error) {
      send({{"refused", error.what()}});
    }
  }

  // A process that the driver started and did not wait for (a helper) is expected; any other was
  // left behind.
  void clean() {
    json left = json::array();
    for (const Process& process : live_children()) {
      if (!started_.contains(process.pid))
        left.push_back({{"pid", process.pid}, {"name", process.name}});
    }
    json cpu_s = json::object();
    for (const auto& [pid, seconds] : kill_descendants()) cpu_s[std::to_string(pid)] = seconds;
    started_.clear();
    send({{"cleaned", {{"left", left}, {"cpu_s", cpu_s}}}});
  }

  int socket_;
  bool driver_gone_ = false;
  std::map<pid_t, Started> started_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("parbench-guard is started by parbench, not by hand\n", stderr);
    return 2;
  }
  for (const int ignored : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) signal(ignored, SIG_IGN);
  setsid();  // Ctrl-C on the terminal is the driver's to handle
  become_subreaper();
  const int socket = std::atoi(argv[1]);
  fcntl(socket, F_SETFD, FD_CLOEXEC);  // a daemon that kept it would hide the end of the guard
  Guard{socket}.serve();
  kill_descendants();
  std::error_code ignored;
  if (argv[2][0] != '\0') std::filesystem::remove_all(argv[2], ignored);
  return 0;
}
