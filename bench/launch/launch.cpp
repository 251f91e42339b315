#include "bench/launch/launch.hpp"

#include <fmt/format.h>
#include <string.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>

#include "bench/digest.hpp"
#include "bench/protocol.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

constexpr std::chrono::seconds helper_patience{10};
constexpr std::streamoff reason_bytes = 16 << 10;

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

// The last line that is not empty, which the protocol defines as the reason. Reads only the end of
// the file, because a runner may have written gigabytes.
std::string last_line(const std::filesystem::path& path) {
  std::ifstream text{path, std::ios::ate};
  const std::streamoff size = text.tellg();
  text.seekg(std::max<std::streamoff>(0, size - reason_bytes));
  std::string last;
  for (std::string line; std::getline(text, line);) {
    if (!line.empty()) last = line;
  }
  return one_line(last, 500);
}

std::string quoted(const std::string& word) {
  if (!word.empty() &&
      word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                             "_-+=./,:@%") == std::string::npos) {
    return word;
  }
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string signal_name(int number) {
  const char* name = sigabbrev_np(number);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(number);
}

Outcome failure(Status status, std::string reason) {
  Outcome outcome;
  outcome.status = status;
  outcome.reason = std::move(reason);
  return outcome;
}

}  // namespace

Launcher::Launcher(GuardClient& guard, std::filesystem::path helpers, std::filesystem::path scratch)
    : guard_{guard},
      helpers_{std::move(helpers)},
      scratch_{std::move(scratch)},
      trial_{scratch_ / "trial"} {}

Start Launcher::start_of(const Launch& launch, const Parameters& parameters,
                         std::optional<pid_t> helper) const {
  TrialRequest request;
  request.workload = launch.workload_name;
  request.parameters = {parameters.values().begin(), parameters.values().end()};
  request.workers = launch.workers;
  request.passes = launch.passes;
  request.min_sample_s = launch.min_sample_s;
  request.scratch = scratch_;
  request.helper_pid = helper;
  request.slowdown = launch.slowdown;
  request.trace = launch.trace;
  Start start;
  for (std::string argument : launch.runner->launch) {
    if (argument == "{workers}") argument = std::to_string(launch.workers);
    start.argv.push_back(argument);
  }
  start.argv.insert(start.argv.end(),
                    {launch.runner->executable.string(), "--trial", to_json(request), "--record",
                     (trial_ / "record.json").string()});
  for (const auto& [name, value] : launch.runner->environment) {
    if (value.empty()) {
      start.unset.push_back(name);
    } else {
      start.set[name] = value;
    }
  }
  start.stdout_path = trial_ / "stdout";
  start.stderr_path = trial_ / "stderr";
  return start;
}

std::string Launcher::command(const Launch& launch) const {
  Parameters parameters = launch.parameters;
  const HelperProcess* helper = launch.workload != nullptr ? launch.workload->helper : nullptr;
  if (helper != nullptr && helper->needed(parameters)) parameters.fill(helper->fills, "{helper}");
  const Start start = start_of(launch, parameters, std::nullopt);
  std::string text = "env";
  for (const std::string& name : start.unset) text += " -u " + name;
  for (const auto& [name, value] : start.set) text += " " + name + "=" + quoted(value);
  for (const std::string& argument : start.argv) text += " " + quoted(argument);
  return text;
}

std::string Launcher::start_helper(const HelperProcess& helper, const Parameters& parameters,
                                   pid_t& pid) {
  Start start;
  start.argv = helper.arguments(parameters);
  start.argv.insert(start.argv.begin(), (helpers_ / helper.executable).string());
  start.stdout_path = trial_ / "helper.out";
  start.stderr_path = trial_ / "helper.err";
  pid = guard_.start(start, std::nullopt);
  const auto give_up = std::chrono::steady_clock::now() + helper_patience;
  while (std::chrono::steady_clock::now() < give_up) {
    const std::string output = text_of(start.stdout_path);
    if (const std::size_t end = output.find('\n'); end != std::string::npos)
      return output.substr(0, end);
    if (guard_.has_ended(pid, 1e-3)) {
      throw std::runtime_error(
          fmt::format("{} ended at once: {}", helper.executable, last_line(start.stderr_path)));
    }
  }
  throw std::runtime_error(fmt::format("{} was not ready within 10 s", helper.executable));
}

Outcome Launcher::run(const Launch& launch) {
  try {
    return attempt(launch);
  } catch (const Interrupted&) {
    end_everything();
    throw;
  } catch (const GuardLost& error) {
    return failure(Status::failed, error.what());
  } catch (const std::exception& error) {
    end_everything();
    return failure(Status::failed, error.what());
  }
}

void Launcher::end_everything() {
  try {
    guard_.clean();
  } catch (const GuardLost&) {  // the client has then ended everything
  }
}

Outcome Launcher::attempt(const Launch& launch) {
  std::filesystem::remove_all(trial_);
  std::filesystem::create_directories(trial_);
  Parameters parameters = launch.parameters;
  std::optional<pid_t> helper_pid;
  const HelperProcess* helper = launch.workload != nullptr ? launch.workload->helper : nullptr;
  if (helper != nullptr && helper->needed(parameters)) {
    pid_t pid = -1;
    parameters.fill(helper->fills, start_helper(*helper, parameters, pid));
    helper_pid = pid;
  }
  const Ended ended =
      guard_.wait(guard_.start(start_of(launch, parameters, helper_pid), launch.deadline_s));
  const Cleaned cleaned = guard_.clean();
  Outcome outcome = judge(launch, ended);
  if (helper_pid && cleaned.cpu_s.contains(*helper_pid))
    outcome.helper_cpu_s = cleaned.cpu_s.at(*helper_pid);
  outcome.left = cleaned.left;
  if (outcome.status == Status::ok && !cleaned.left.empty()) {
    outcome.record.reset();
    outcome.status = Status::failed;
    outcome.reason = "the runner left a process behind: " + cleaned.left.front();
  }
  return outcome;
}

Outcome Launcher::judge(const Launch& launch, const Ended& ended) const {
  if (ended.timed_out) {
    Outcome outcome =
        failure(Status::timeout, fmt::format("not done after {:g} s", launch.deadline_s));
    outcome.exit_signal = SIGKILL;
    return outcome;
  }
  const std::string reason = last_line(trial_ / "stderr");
  if (WIFSIGNALED(ended.status)) {
    const int number = WTERMSIG(ended.status);
    Outcome outcome = failure(Status::failed, "the runner was killed by " + signal_name(number) +
                                                  (reason.empty() ? "" : ": " + reason));
    outcome.exit_signal = number;
    return outcome;
  }
  const int code = WEXITSTATUS(ended.status);
  if (code != 0) {
    const Status status = code == runner_exit::wrong_result  ? Status::wrong_result
                          : code == runner_exit::unsupported ? Status::unsupported
                                                             : Status::failed;
    return failure(status,
                   reason.empty() ? fmt::format("exit code {} without a reason", code) : reason);
  }
  const std::filesystem::path path = trial_ / "record.json";
  if (!std::filesystem::exists(path))
    return failure(Status::failed, "it ended with exit code 0 but wrote no record");
  Outcome outcome;
  try {
    outcome.record = read_record(text_of(path));
  } catch (const std::exception& error) {
    return failure(Status::failed, error.what());
  }
  if (launch.expected_digest && outcome.record->digest.sum != *launch.expected_digest) {
    return failure(Status::wrong_result, fmt::format("the record's digest is {}, expected {}",
                                                     digest_text(outcome.record->digest.sum),
                                                     digest_text(*launch.expected_digest)));
  }
  if (!(outcome.record->wall_s > 0) || outcome.record->passes < 1) {
    return failure(Status::failed, "the record has no time: wall_s and passes must be above 0");
  }
  return outcome;
}

}  // namespace parbench
