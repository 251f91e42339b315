#include "bench/launch/launch.hpp"

#include <fmt/format.h>
#include <string.h>
#include <sys/wait.h>

#include <chrono>

#include "bench/digest.hpp"
#include "bench/launch/contradiction.hpp"
#include "bench/launch/output_files.hpp"
#include "bench/machine/host_load.hpp"
#include "bench/protocol.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

// A record of 20 000 traced tasks and 16 384 workers has about 5 MB.
constexpr std::uintmax_t most_record_bytes = 64 << 20;

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

Launcher::Launcher(GuardClient& guard, std::filesystem::path helpers, std::filesystem::path scratch,
                   std::filesystem::path root)
    : guard_{guard},
      helpers_{std::move(helpers)},
      scratch_{std::move(scratch)},
      trial_{scratch_ / "trial"},
      root_{std::move(root)},
      oom_kills_{root_} {}

Start Launcher::start_of(const Launch& launch, const Parameters& parameters,
                         std::optional<pid_t> helper, const std::filesystem::path& scratch,
                         const std::filesystem::path& record) const {
  TrialRequest request;
  request.workload = launch.workload_name;
  request.parameters = {parameters.values().begin(), parameters.values().end()};
  request.workers = launch.workers;
  request.passes = launch.passes;
  request.min_sample_s = launch.min_sample_s;
  request.scratch = scratch;
  request.helper_pid = helper;
  request.slowdown = launch.slowdown;
  request.trace = launch.trace;
  Start start;
  for (std::string argument : launch.runner->launch) {
    if (argument == "{workers}") argument = std::to_string(launch.workers);
    if (argument == hosts_place) argument = launch.runner->hosts;
    start.argv.push_back(argument);
  }
  start.argv.insert(start.argv.end(), {launch.runner->executable.string(), "--trial",
                                       to_json(request), "--record", record.string()});
  for (const auto& [name, value] : launch.runner->environment) {
    if (value.empty()) {
      start.unset.push_back(name);
    } else {
      start.set[name] = value;
    }
  }
  start.stdout_path = "/dev/null";
  start.stderr_path = trial_ / "stderr";
  start.cpu = launch.cpu;
  return start;
}

std::string Launcher::command(const Launch& launch) const {
  Parameters parameters = launch.parameters;
  const HelperProcess* helper = launch.workload != nullptr ? launch.workload->helper : nullptr;
  const bool needed = helper != nullptr && helper->needed(parameters);
  // Stands for what the shell reads from the helper, inside the single quotes of the request.
  constexpr std::string_view place = "{helper}";
  if (needed) parameters.fill(helper->fills, std::string(place));
  const Start start = start_of(launch, parameters, std::nullopt, ".", "record.json");
  std::string text = "env";
  for (const std::string& name : start.unset) text += " -u " + name;
  for (const auto& [name, value] : start.set) text += " " + name + "=" + quoted(value);
  for (const std::string& argument : start.argv) text += " " + quoted(argument);
  if (!needed) return text;
  text.replace(text.find(place), place.size(), "'\"$helper\"'");
  std::string server = quoted((helpers_ / helper->executable).string());
  for (const std::string& argument : helper->arguments(launch.parameters))
    server += " " + quoted(argument);
  return fmt::format(
      "rm -f helper.out; {} >helper.out & until read -r helper <helper.out || ! kill -0 $!; do "
      "sleep "
      "0.1; done 2>/dev/null; {}; kill $!",
      server, text);
}

std::string Launcher::start_helper(const HelperProcess& helper, const Parameters& parameters,
                                   double patience_s, pid_t& pid) {
  Start start;
  start.argv = helper.arguments(parameters);
  start.argv.insert(start.argv.begin(), (helpers_ / helper.executable).string());
  start.stdout_path = trial_ / "helper.out";
  start.stderr_path = trial_ / "helper.err";
  pid = guard_.start(start, std::nullopt);
  const auto start_of_wait = std::chrono::steady_clock::now();
  const auto waited_s = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_of_wait).count();
  };
  while (waited_s() - guard_.own_pause().paused_s < patience_s) {
    const std::string output = text_of(start.stdout_path);
    if (const std::size_t end = output.find('\n'); end != std::string::npos)
      return output.substr(0, end);
    if (guard_.has_ended(pid, 1e-3)) {
      throw std::runtime_error(
          fmt::format("{} ended at once: {}", helper.executable, last_line(start.stderr_path)));
    }
  }
  throw std::runtime_error(fmt::format("{} was not ready within {:g} s; --timeout allows more",
                                       helper.executable, patience_s));
}

Outcome Launcher::run(const Launch& launch) {
  const std::optional<std::uint64_t> kills = oom_kills_.count();
  Outcome outcome = attempt_or_failure(launch);
  if (outcome.status == Status::failed || outcome.status == Status::timeout)
    name_the_killer(outcome, kills);
  return outcome;
}

// The kernel may also have killed a worker, or the guard: any failure beside a counted kill is
// explained by it.
void Launcher::name_the_killer(Outcome& outcome, std::optional<std::uint64_t> kills_before) const {
  const std::optional<bool> by_kernel = oom_kills_.rose_since(kills_before);
  if (by_kernel.value_or(false)) {
    outcome.reason +=
        fmt::format(": out of memory ({} without this trial)", find_memory(root_).text());
  } else if (!by_kernel && outcome.status == Status::failed && outcome.exit_signal == SIGKILL) {
    outcome.reason += " (who sent it is unknown: the kernel, if memory was short, or a user)";
  }
}

Outcome Launcher::attempt_or_failure(const Launch& launch) {
  try {
    return attempt(launch);
  } catch (const Interrupted&) {
    end_everything();
    throw;
  } catch (const GuardLost& error) {
    return failure(Status::failed, error.what());
  } catch (const std::exception& error) {
    Outcome outcome = failure(Status::failed, error.what());
    outcome.pause = end_everything();
    return outcome;
  }
}

Pause Launcher::end_everything() {
  try {
    return guard_.clean().pause;
  } catch (const GuardLost&) {  // the client has then ended everything
    return {};
  }
}

Outcome Launcher::attempt(const Launch& launch) {
  std::filesystem::remove_all(trial_);
  std::filesystem::create_directories(trial_);
  HostLoad host{own_tree_cpu_s};  // the guard reaps every process of the trial
  const std::optional<double> before_s = own_tree_cpu_s();
  host.begin();
  const auto begun = std::chrono::steady_clock::now();
  Parameters parameters = launch.parameters;
  std::optional<pid_t> helper_pid;
  const HelperProcess* helper = launch.workload != nullptr ? launch.workload->helper : nullptr;
  if (helper != nullptr && helper->needed(parameters)) {
    pid_t pid = -1;
    parameters.fill(helper->fills, start_helper(*helper, parameters, launch.deadline_s, pid));
    helper_pid = pid;
  }
  const Ended ended = guard_.wait(
      guard_.start(start_of(launch, parameters, helper_pid, scratch_, trial_ / "record.json"),
                   launch.deadline_s));
  const Cleaned cleaned = guard_.clean();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  const HostLoadReading load = host.end();
  Outcome outcome = judge(launch, ended);
  if (helper_pid && outcome.status != Status::ok) {  // the runner sees only that it does not answer
    const std::string line = last_line(trial_ / "helper.err");
    if (!line.empty()) outcome.reason += "; " + line;
  }
  if (const std::optional<double> after_s = own_tree_cpu_s(); after_s && before_s) {
    outcome.outside_load = {took.count(), *after_s - *before_s, load.foreign_cpu_s, load.steal_s,
                            load.throttled_s};
  }
  if (helper_pid && cleaned.cpu_s.contains(*helper_pid))
    outcome.helper_cpu_s = cleaned.cpu_s.at(*helper_pid);
  outcome.left = cleaned.left;
  outcome.pause = cleaned.pause;
  if (outcome.status == Status::ok && !cleaned.left.empty()) {
    outcome.record.reset();
    outcome.status = Status::failed;
    outcome.reason = "the runner left a process behind: " + cleaned.left.front();
  }
  return outcome;
}

Outcome Launcher::judge(const Launch& launch, const Ended& ended) const {
  if (ended.timed_out) {
    Outcome outcome = failure(
        Status::timeout, fmt::format("not done after {:g} s{}", launch.deadline_s,
                                     ended.stopped.empty() ? ""
                                                           : ": " + printable(ended.stopped) +
                                                                 " was stopped, as by kill -STOP"));
    outcome.exit_signal = SIGKILL;
    return outcome;
  }
  const std::string reason = last_line(trial_ / "stderr");
  if (!ended.flooded.empty()) {
    Outcome outcome = failure(Status::failed, fmt::format("it wrote more than {} MiB to {}",
                                                          most_output_mib, ended.flooded));
    outcome.exit_signal = SIGKILL;
    return outcome;
  }
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
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(path, unknown))  // a pipe would be waited for
    return failure(Status::failed, "it ended with exit code 0 but wrote no record");
  if (const auto bytes = std::filesystem::file_size(path); bytes > most_record_bytes) {
    return failure(Status::failed, fmt::format("its record has {} bytes, allowed: at most {}",
                                               bytes, most_record_bytes));
  }
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
  const std::string wrong = contradiction(*outcome.record, launch.workers, launch.slowdown > 0);
  return wrong.empty() ? outcome : failure(Status::failed, wrong);
}

}  // namespace parbench
