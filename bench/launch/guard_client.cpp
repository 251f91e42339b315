#include "bench/launch/guard_client.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>

#include "bench/guard/descendants.hpp"
#include "bench/guard/messages.hpp"

namespace parbench {
namespace {

using nlohmann::json;

volatile sig_atomic_t interrupted = 0;
sigset_t mask_while_waiting;

void remember(int) { interrupted = 1; }

// Waits until the socket is readable; false if `within_s` passed first (negative: no limit).
bool readable(int socket, double within_s) {
  if (interrupted != 0) throw Interrupted("interrupted");
  pollfd wait{socket, POLLIN, 0};
  const timespec limit{static_cast<time_t>(within_s),
                       static_cast<long>(std::fmod(within_s, 1.0) * 1e9)};
  const int ready = ppoll(&wait, 1, within_s < 0 ? nullptr : &limit, &mask_while_waiting);
  if (interrupted != 0) throw Interrupted("interrupted");
  return ready > 0;
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

GuardClient::GuardClient(std::filesystem::path executable, std::filesystem::path scratch)
    : executable_{std::move(executable)}, scratch_{std::move(scratch)} {
  if (access(executable_.c_str(), X_OK) != 0) {
    throw std::runtime_error(
        fmt::format("cannot run the guard, {}: {}", executable_.string(), std::strerror(errno)));
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
    throw std::runtime_error(std::string("socketpair: ") + std::strerror(errno));
  }
  const std::string number = std::to_string(ends[1]);
  guard_ = fork();
  if (guard_ == 0) {
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);  // guard and runners must not inherit files
    fcntl(ends[1], F_SETFD, 0);
    execl(executable_.c_str(), executable_.c_str(), number.c_str(), scratch_.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  socket_ = ends[0];
  if (guard_ < 0) throw std::runtime_error(std::string("fork: ") + std::strerror(errno));
}

void GuardClient::lost() {
  close(socket_);
  socket_ = -1;
  kill_descendants();
  ended_.clear();
  launch();
  throw GuardLost("the guard process was killed");
}

pid_t GuardClient::start(const Start& program, std::optional<double> deadline_s) {
  json request{{"argv", program.argv},          {"set", program.set},
               {"unset", program.unset},        {"stdout", program.stdout_path},
               {"stderr", program.stderr_path}, {"deadline_s", nullptr}};
  if (deadline_s) request["deadline_s"] = *deadline_s;
  if (!send_message(socket_, {{"start", request}})) lost();
  while (true) {
    readable(socket_, -1);
    const auto answer = receive_message(socket_);
    if (!answer) lost();
    if (answer->contains("started")) return (*answer)["started"];
    if (answer->contains("refused"))
      throw std::runtime_error((*answer)["refused"].get<std::string>());
    if (answer->contains("ended"))
      ended_[(*answer)["ended"]] = {(*answer)["status"], (*answer)["timed_out"]};
  }
}

bool GuardClient::has_ended(pid_t pid, double within_s) {
  if (ended_.contains(pid)) return true;
  if (!readable(socket_, within_s)) return false;
  const auto news = receive_message(socket_);
  if (!news) lost();
  if (news->contains("ended")) ended_[(*news)["ended"]] = {(*news)["status"], (*news)["timed_out"]};
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
    ended_.clear();
    return cleaned;
  }
}

}  // namespace parbench
