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
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/guard/descendants.hpp"
#include "bench/guard/messages.hpp"
#include "bench/guard/start.hpp"
#include "bench/machine/pause_meter.hpp"
#include "bench/machine/process_table.hpp"
#include "bench/standard_descriptors.hpp"

namespace {

using namespace parbench;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using nlohmann::json;

struct Started {
  std::optional<Clock::time_point> deadline;
  bool timed_out = false;
  bool stopped = false;     // by SIGSTOP or the like, until SIGCONT
  std::string who_stopped;  // at its deadline
  std::string stdout_path, stderr_path;
  std::string flooded;  // which of the two it has written too much to, for which it is killed
};

constexpr std::uintmax_t most_output_bytes = most_output_mib << 20U;

bool is_flooded(const std::string& path) {
  std::error_code unknown;
  const std::uintmax_t bytes = std::filesystem::file_size(path, unknown);
  return !unknown && bytes > most_output_bytes;  // no size is known of /dev/null
}

// "name (pid 123)" of a stopped process below this one, as a worker or a server; empty if there is
// none.
std::string stopped_descendant() {
  const std::vector<ProcessEntry> processes = read_processes();
  const std::set<pid_t> tree = tree_of(getpid(), processes);
  for (const ProcessEntry& process : processes) {
    if (tree.contains(process.pid) && (process.state == 'T' || process.state == 't'))
      return process.name + " (pid " + std::to_string(process.pid) + ")";
  }
  return "";
}

// Starts processes for the driver at the other end of `socket`, reports their end, kills them at
// their deadline, and kills what is left; serve() returns when the driver has ended. While something
// runs, it wakes up at every tick: what it sleeps beyond that is a pause, which no deadline counts.
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
      wait(waits);
      signalfd_siginfo ignored[8];
      while (read(ends, ignored, sizeof ignored) > 0) {
      }
      report_ends();
      kill_overdue();
      kill_flooding();
      if (waits[0].revents != 0) answer();
    }
    close(ends);
  }

  void kill_all() { kill_descendants(groups_); }

 private:
  void wait(pollfd (&waits)[2]) {
    if (started_.empty()) {
      poll(waits, 2, -1);
      return;
    }
    const bool stopped = std::any_of(started_.begin(), started_.end(),
                                     [](const auto& one) { return one.second.stopped; });
    const std::chrono::milliseconds most = patience();
    poll(waits, 2, static_cast<int>(most.count()));
    const Pause pause = meter_.end(std::chrono::duration<double>(most).count());
    pause_ += pause;
    if (stopped) pause_.stopped_s += meter_.waited_s() - pause.paused_s;
    for (auto& [pid, process] : started_) {
      if (process.deadline) *process.deadline += seconds(pause.paused_s);
    }
  }

  std::chrono::milliseconds patience() const {
    auto most = std::chrono::ceil<std::chrono::milliseconds>(seconds(pause_tick_s));
    for (const auto& [pid, process] : started_) {
      if (!process.deadline || process.timed_out) continue;
      const auto left = *process.deadline - Clock::now();
      most = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(left), 0ms, most);
    }
    return most;
  }

  static Clock::duration seconds(double s) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(s));
  }

  void send(const json& message) { driver_gone_ = !send_message(socket_, message) || driver_gone_; }

  void report_ends() {
    int status = 0;
    while (true) {
      const pid_t pid = waitpid(-1, &status, WNOHANG | WUNTRACED | WCONTINUED);
      if (pid <= 0) return;
      const auto found = started_.find(pid);
      if (found == started_.end()) continue;  // an orphan
      Started& process = found->second;
      if (WIFSTOPPED(status) || WIFCONTINUED(status)) {
        process.stopped = WIFSTOPPED(status);
        continue;
      }
      send({{"ended", pid},
            {"status", status},
            {"timed_out", process.timed_out},
            {"stopped", process.who_stopped},
            {"flooded", process.flooded}});
      started_.erase(found);
    }
  }

  void kill_overdue() {
    for (auto& [pid, process] : started_) {
      if (process.deadline && !process.timed_out && *process.deadline <= Clock::now()) {
        process.timed_out = true;
        process.who_stopped = stopped_descendant();
        kill(pid, SIGKILL);
      }
    }
  }

  // Looked for at each tick, so that a runner that prints without end fills neither memory nor disk.
  void kill_flooding() {
    for (auto& [pid, process] : started_) {
      if (is_flooded(process.stdout_path)) process.flooded = "stdout";
      if (is_flooded(process.stderr_path)) process.flooded = "stderr";
      if (!process.flooded.empty()) kill(pid, SIGKILL);
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
      Start program{request.at("argv"), request.at("set"), request.at("unset"),
                    request.at("stdout"), request.at("stderr")};
      if (!request.at("cpu").is_null()) program.cpu = request["cpu"].get<int>();
      const pid_t pid = start(program);
      Started process;
      process.stdout_path = program.stdout_path;
      process.stderr_path = program.stderr_path;
      if (!request.at("deadline_s").is_null()) {
        process.deadline = Clock::now() + seconds(request["deadline_s"].get<double>());
      }
      started_[pid] = process;
      groups_.push_back(pid);
      meter_.begin();  // not before: the program may have come from a slow disk
      send({{"started", pid}});
    } catch (const CannotStart& error) {
      send({{"refused", error.program()}, {"errno", error.error()}});
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
    for (const auto& [pid, seconds] : kill_descendants(groups_))
      cpu_s[std::to_string(pid)] = seconds;
    started_.clear();
    groups_.clear();
    const json pause = {{"paused_s", pause_.paused_s},
                        {"suspended_s", pause_.suspended_s},
                        {"stopped_s", pause_.stopped_s}};
    pause_ = {};
    send({{"cleaned", {{"left", left}, {"cpu_s", cpu_s}, {"pause", pause}}}});
  }

  int socket_;
  bool driver_gone_ = false;
  std::map<pid_t, Started> started_;
  PauseMeter meter_;
  Pause pause_;                // since the last clean()
  std::vector<pid_t> groups_;  // of all that was started since the last clean()
};

}  // namespace

int main(int argc, char** argv) {
  open_missing_standard_descriptors();
  if (argc != 3) {
    std::fputs("parbench-guard is started by parbench, not by hand\n", stderr);
    return 2;
  }
  for (const int ignored : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) signal(ignored, SIG_IGN);
  setsid();  // Ctrl-C on the terminal is the driver's to handle
  become_subreaper();
  const int socket = std::atoi(argv[1]);
  fcntl(socket, F_SETFD, FD_CLOEXEC);  // a daemon that kept it would hide the end of the guard
  Guard guard{socket};
  guard.serve();
  guard.kill_all();
  std::error_code ignored;
  if (argv[2][0] != '\0') std::filesystem::remove_all(argv[2], ignored);
  return 0;
}
