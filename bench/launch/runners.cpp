#include "bench/launch/runners.hpp"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/json_figure.hpp"
#include "bench/launch/output_files.hpp"
#include "bench/units.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

// It is part of a row's key, of file names and of options.
void require_name(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (name.empty() || !std::all_of(name.begin(), name.end(), allowed)) {
    throw std::runtime_error(
        fmt::format("its name is '{}', allowed: lower case, digits, _", printable(name)));
  }
}

// With `launch` (mpirun) each worker is a program of its own.
bool is_launched(const nlohmann::json& description) {
  return !description.value("launch", nlohmann::json::array()).empty();
}

StartTime start_of(const nlohmann::json& description) {
  constexpr double most_s = 600;
  StartTime start;
  if (is_launched(description)) start = {0.35, 0.05};
  if (!description.contains("start")) return start;
  const nlohmann::json& told = description["start"];
  if (told.contains("trial_s")) start.trial_s = number_of("trial_s", told["trial_s"], most_s);
  if (told.contains("worker_s")) start.worker_s = number_of("worker_s", told["worker_s"], most_s);
  if (told.contains("task_s")) start.task_s = number_of("task_s", told["task_s"], most_s);
  return start;
}

RunnerMemory memory_of(const nlohmann::json& description) {
  constexpr std::uint64_t most_bytes = std::uint64_t{1} << 50U;
  constexpr double most_copies = 1e4;
  RunnerMemory memory;
  if (is_launched(description)) memory.worker_bytes = memory.process_bytes;
  if (!description.contains("memory")) return memory;
  const nlohmann::json& told = description["memory"];
  if (told.contains("process_bytes"))
    memory.process_bytes = integer_of("process_bytes", told["process_bytes"], 0, most_bytes);
  if (told.contains("worker_bytes"))
    memory.worker_bytes = integer_of("worker_bytes", told["worker_bytes"], 0, most_bytes);
  if (!told.contains("copies")) return memory;
  for (const auto& [workload, times] : told["copies"].items()) {
    memory.copies[workload] = {number_of("copies", times.at(0), most_copies),
                               number_of("copies", times.at(1), most_copies)};
  }
  return memory;
}

}  // namespace

std::set<std::string> every_runner() {
  std::set<std::string> names;
  for (const KnownRunner& known : known_runners()) names.emplace(known.name);
  return names;
}

FoundRunner read_description(const std::string& text) {
  try {
    const auto json = nlohmann::json::parse(text);
    if (json.at("protocol") != 1) {
      throw std::runtime_error(
          fmt::format("it speaks protocol version {}, not 1", printable(json["protocol"].dump())));
    }
    FoundRunner found;
    json.at("name").get_to(found.name);
    require_name(found.name);
    json.at("family").get_to(found.family);
    found.about = json.value("about", "");
    found.counts = json.value("workers", "");
    found.version = json.value("version", "");
    found.scales = json.value("scales", true);
    found.in_order = json.value("in_order", false);
    found.cannot_share = json.value("cannot_share", "");
    found.slowness = std::max(1.0, json.value("slowness", 1.0));
    found.start = start_of(json);
    found.memory = memory_of(json);
    found.launch = json.value("launch", found.launch);
    found.environment = json.value("environment", found.environment);
    json.at("workloads").get_to(found.workloads);
    return found;
  } catch (const nlohmann::json::parse_error&) {
    throw std::runtime_error(
        fmt::format("--describe must print a JSON object and nothing else, and printed '{}'",
                    one_line(text, 100)));
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(fmt::format("--describe: {}", one_line(error.what(), 200)));
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error(fmt::format("--describe: {}", one_line(error.what(), 200)));
  }
}

namespace {

// It ran, but not as a runner does.
class NotARunner : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A signal ended it: from outside, or in the same way each time.
class Killed : public NotARunner {
 public:
  using NotARunner::NotARunner;
};

constexpr int most_attempts = 3;
constexpr int cannot_run_here = 4;  // the exit code

FoundRunner describe_once(const std::filesystem::path& executable, GuardClient& guard,
                          const std::filesystem::path& scratch,
                          const std::map<std::string, std::string>& environment) {
  const std::filesystem::path out = scratch / "describe.json";
  const auto fail = [&](const std::string& why) -> FoundRunner {
    throw NotARunner(
        fmt::format("{} is not a runner: {} (see docs/protocol.md)", executable.string(), why));
  };
  Start start;
  start.argv = {executable.string(), "--describe"};
  start.set = environment;
  start.stdout_path = out;
  start.stderr_path = scratch / "describe.err";
  const auto error_line = [&] {
    const std::string line = last_line(start.stderr_path);
    return line.empty() ? "" : ": " + line;
  };
  const Ended ended = guard.wait(guard.start(start, 10));
  guard.clean();
  if (ended.timed_out) return fail("--describe did not end within 10 s");
  if (!ended.flooded.empty())
    return fail(
        fmt::format("--describe wrote more than {} MiB to {}", most_output_mib, ended.flooded));
  if (WIFSIGNALED(ended.status)) {
    throw Killed(
        fmt::format("{} is not a runner: --describe was killed by signal {} (see "
                    "docs/protocol.md)",
                    executable.string(), WTERMSIG(ended.status)));
  }
  if (WEXITSTATUS(ended.status) == cannot_run_here)
    throw CannotRunHere(executable, last_line(start.stderr_path));
  if (ended.status != 0) return fail("--describe did not end with exit code 0" + error_line());
  const std::string answer = text_of(out);
  try {
    FoundRunner found = read_description(answer);
    found.executable = executable;
    found.asked = true;
    found.environment.insert(environment.begin(), environment.end());
    return found;
  } catch (const std::runtime_error& error) {
    return fail(error.what());
  }
}

}  // namespace

CannotRunHere::CannotRunHere(const std::filesystem::path& executable, const std::string& why)
    : std::runtime_error{fmt::format("{} cannot run here: {}", printable(executable.string()),
                                     why.empty() ? "it does not say why" : why)},
      reason{why.empty() ? "it does not say why" : why} {}

// A runner that is left out by mistake changes the plan.
FoundRunner describe(const std::filesystem::path& executable, GuardClient& guard,
                     const std::filesystem::path& scratch,
                     const std::map<std::string, std::string>& environment) {
  for (int attempt = 1;; ++attempt) {
    try {
      return describe_once(executable, guard, scratch, environment);
    } catch (const GuardLost&) {
      if (attempt == most_attempts) throw;
    } catch (const Killed&) {
      if (attempt == most_attempts) throw;
    }
  }
}

std::vector<FoundRunner> find_runners(const std::filesystem::path& folder,
                                      const std::set<std::string>& wanted, GuardClient& guard,
                                      const std::filesystem::path& scratch) {
  std::vector<FoundRunner> found;
  for (const KnownRunner& known : known_runners()) {
    FoundRunner runner;
    runner.name = known.name;
    runner.family = known.family;
    runner.asked = !known.built || wanted.contains(runner.name);
    if (!known.built) {
      runner.package = known.package;
      runner.absent =
          fmt::format("not built: sudo apt install {}, then build again", known.package);
    } else {
      runner.executable = folder / known.name;
      try {
        if (runner.asked) runner = describe(runner.executable, guard, scratch);
      } catch (const CannotStart& error) {
        const bool gone = error.error() == ENOENT || error.error() == ENOEXEC;
        runner.absent = fmt::format("not usable{}: {}", gone ? ", build again" : "", error.what());
      } catch (const CannotRunHere& error) {
        runner.absent = "not usable: " + error.reason;
      } catch (const NotARunner& error) {
        runner.absent = std::string("not usable, build again: ") + error.what();
      } catch (const Interrupted&) {
        throw;
      } catch (const std::runtime_error& error) {
        runner.absent = std::string("not usable: ") + error.what();
      }
    }
    found.push_back(runner);
  }
  return found;
}

}  // namespace parbench
