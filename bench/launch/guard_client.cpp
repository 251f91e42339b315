#include "bench/launch/guard_client.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "bench/guard/descendants.hpp"
#include "bench/guard/messages.hpp"
#include "bench/machine/oom_score.hpp"
#include "bench/machine/process_table.hpp"

namespace parbench {
namespace {

using nlohmann::json;

volatile sig_atomic_t interrupted = 0;
sigset_t mask_while_waiting;

void remember(int) { interrupted = 1; }

// Waits until the socket is readable; false if `within_s` passed first.
bool becomes_readable(int socket, double within_s) {
  // ppoll delivers no signal where the socket is readable at once.
  if (interrupt_pending()) throw Interrupted("interrupted");
  pollfd wait{socket, POLLIN, 0};
  const timespec limit{static_cast<time_t>(within_s),
                       static_cast<long>(std::fmod(within_s, 1.0) * 1e9)};
  const int ready = ppoll(&wait, 1, &limit, &mask_while_waiting);
  if (interrupted != 0) throw Interrupted("interrupted");
  return ready > 0;
}

Ended ended_of(const json& news) {
  return {news.at("status"), news.at("timed_out"), news.at("stopped"), news.at("flooded")};
}

Pause pause_of(const json& pause) {
  return {pause.at("paused_s"), pause.at("suspended_s"), pause.at("stopped_s")};
}

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = remember;
  sigset_t held;
  sigemptyset(&held);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    sigaddset(&held, number);
    sigaction(number, &action, nullptr);
  }
  sigprocmask(SIG_BLOCK, &held, &mask_while_waiting);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigdelset(&mask_while_waiting, number);
  for (const int number : {SIGPIPE, SIGXFSZ}) signal(number, SIG_IGN);  // write() then fails
}

bool interrupt_pending() {
  sigset_t pending;
  sigpending(&pending);
  return interrupted != 0 || sigismember(&pending, SIGINT) == 1 ||
         sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGHUP) == 1;
}

std::string foreign_proc_note() {
  if (!is_foreign_proc()) return "";
  return "/proc shows the pids of another pid namespace: the load of other programs, waits for a "
         "CPU "
         "and processes that a runner leaves behind are not known (unshare --mount-proc, or mount "
         "-t "
         "proc proc /proc, gives this namespace its own)";
}

GuardClient::GuardClient(std::filesystem::path executable, std::filesystem::path scratch)
    : executable_{std::move(executable)}, scratch_{std::move(scratch)} {
  if (access(executable_.c_str(), X_OK) != 0) {
    if (errno != ENOENT) throw CannotStart("cannot run the guard, " + executable_.string(), errno);
    throw std::runtime_error(
        fmt::format("cannot run the guard, {}: {}; if parbench was moved without it, call parbench "
                    "through a symbolic link, or build or install it again",
                    executable_.string(), std::strerror(errno)));
  }
  become_subreaper();  // if the guard is killed, its processes become our children
  launch();
}

GuardClient::~GuardClient() {
  if (socket_ >= 0) close(socket_);
  while (guard_ > 0 && waitpid(guard_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void GuardClient::launch() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    throw CannotStart("cannot run the guard, " + executable_.string(), errno);
  }
  const std::string number = std::to_string(ends[1]);
  guard_ = fork();
  if (guard_ == 0) {
    raise_oom_score(oom_score::guard);
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);  // guard and runners must not inherit files
    fcntl(ends[1], F_SETFD, 0);
    execl(executable_.c_str(), executable_.c_str(), number.c_str(), scratch_.c_str(), nullptr);
    _exit(127);
  }
  const int fork_error = errno;
  close(ends[1]);
  socket_ = ends[0];
  if (guard_ < 0) throw CannotStart("cannot run the guard, " + executable_.string(), fork_error);
}

// Waits until the guard has said something; false if `within_s` passed first (negative: no limit).
bool GuardClient::readable(double within_s) {
  meter_.begin();
  for (double left_s = within_s;; left_s -= pause_tick_s) {
    const bool last = within_s >= 0 && left_s <= pause_tick_s;
    const double most_s = last ? left_s : pause_tick_s;
    const bool ready = becomes_readable(socket_, most_s);
    own_pause_ += meter_.end(most_s);
    if (ready || last) return ready;
  }
}

void GuardClient::lost() {
  close(socket_);
  socket_ = -1;
  int status = 0;  // of the guard, whose socket is closed only by its end
  while (waitpid(guard_, &status, 0) < 0 && errno == EINTR) {
  }
  kill_descendants();
  own_pause_ = {};
  ended_.clear();
  launch();
  if (!WIFEXITED(status)) throw GuardLost("the guard process was killed");
  throw GuardLost(fmt::format("the guard process ended with exit code {}{}", WEXITSTATUS(status),
                              WEXITSTATUS(status) == 127 ? ": it could not be loaded" : ""));
}

pid_t GuardClient::start(const Start& program, std::optional<double> deadline_s) {
  json request{{"argv", program.argv},
               {"set", program.set},
               {"unset", program.unset},
               {"stdout", program.stdout_path},
               {"stderr", program.stderr_path},
               {"deadline_s", nullptr},
               {"cpu", nullptr}};
  if (deadline_s) request["deadline_s"] = *deadline_s;
  if (program.cpu) request["cpu"] = *program.cpu;
  if (!send_message(socket_, {{"start", request}})) lost();
  while (true) {
    readable(-1);
    const auto answer = receive_message(socket_);
    if (!answer) lost();
    if (answer->contains("started")) return (*answer)["started"];
    if (answer->contains("refused")) {
      const std::string why = (*answer)["refused"];
      if (answer->contains("errno")) throw CannotStart(why, (*answer)["errno"].get<int>());
      throw std::runtime_error(why);
    }
    if (answer->contains("ended")) ended_[(*answer)["ended"]] = ended_of(*answer);
  }
}

bool GuardClient::has_ended(pid_t pid, double within_s) {
  if (ended_.contains(pid)) return true;
  if (!readable(within_s)) return false;
  const auto news = receive_message(socket_);
  if (!news) lost();
  if (news->contains("ended")) ended_[(*news)["ended"]] = ended_of(*news);
  return ended_.contains(pid);
}

Ended GuardClient::wait(pid_t pid) {
  while (!has_ended(pid, -1)) {
  }
  return ended_.extract(pid).mapped();
}

Cleaned GuardClient::clean() {
  if (!send_message(socket_, {{"clean", true}})) lost();
  Cleaned cleaned;
  while (true) {
    pollfd wait{socket_, POLLIN, 0};
    poll(&wait, 1, -1);  // not interruptible; the guard answers within seconds
    const auto answer = receive_message(socket_);
    if (!answer) lost();
    if (!answer->contains("cleaned")) continue;
    const json& result = (*answer)["cleaned"];
    for (const json& process : result["left"]) {
      cleaned.left.push_back(process["name"].get<std::string>() + " (pid " + process["pid"].dump() +
                             ")");
    }
    for (const auto& [pid, seconds] : result["cpu_s"].items())
      cleaned.cpu_s[std::stoi(pid)] = seconds;
    // Mostly both were paused, and at the same time.
    cleaned.pause = pause_of(result["pause"]);
    cleaned.pause.paused_s = std::max(cleaned.pause.paused_s, own_pause_.paused_s);
    cleaned.pause.suspended_s = std::max(cleaned.pause.suspended_s, own_pause_.suspended_s);
    own_pause_ = {};
    ended_.clear();
    return cleaned;
  }
}

}  // namespace parbench
