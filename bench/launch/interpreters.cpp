#include "bench/launch/interpreters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/launch/output_files.hpp"
#include "bench/system_error.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace fs = std::filesystem;

namespace {

// Read by cmake/script_runner.in.
constexpr const char* variable = "PARBENCH_RUNNER_PYTHON";
constexpr double probe_limit_s = 10;

struct Interpreter {
  std::string given;        // as the user wrote it
  std::string path;         // of the program itself, where the user's one is a script
  std::string short_name;   // 3_13
  std::string longer_name;  // 3_13_0
};

[[noreturn]] void refuse(const std::string& given, const std::string& why) {
  throw std::runtime_error(fmt::format("'{}' {}", printable(given), why));
}

Interpreter probe(const std::string& given, const fs::path& resources, GuardClient& guard,
                  const fs::path& scratch) {
  Start start;
  start.argv = {given, "-E", "-s", "-S", "-B", (resources / "runners/cpython/probe.py").string()};
  start.stdout_path = scratch / "probe.json";
  start.stderr_path = scratch / "probe.err";
  Ended ended;
  try {
    ended = guard.wait(guard.start(start, probe_limit_s));
  } catch (const CannotStart& error) {
    refuse(given, fmt::format("cannot be run: {}", system_error_text(error.error())));
  }
  guard.clean();
  const auto answer = ended.timed_out || ended.status != 0
                          ? nlohmann::json()
                          : nlohmann::json::parse(text_of(start.stdout_path), nullptr, false);
  if (!answer.is_object()) {
    const std::string line = last_line(start.stderr_path);
    refuse(given, fmt::format("is not a Python interpreter{}",
                              line.empty() ? "" : fmt::format(": {}", line)));
  }
  if (const std::string problem = answer.value("problem", ""); !problem.empty())
    refuse(given, printable(problem));
  return {given, answer.value("path", given), answer.value("short", ""), answer.value("full", "")};
}

// The shorter names where they tell the interpreters apart.
std::vector<std::string> names_of(const std::vector<Interpreter>& all) {
  std::vector<std::string> names;
  for (const Interpreter& one : all) {
    const auto same = [&](const auto& member) {
      return std::count_if(all.begin(), all.end(),
                           [&](const Interpreter& other) { return other.*member == one.*member; });
    };
    if (same(&Interpreter::longer_name) > 1) {
      std::string version = one.longer_name;
      std::replace(version.begin(), version.end(), '_', '.');
      refuse(one.given, fmt::format("and another one are both Python {}: their columns would have "
                                    "the same name; give one of them",
                                    version));
    }
    names.push_back(same(&Interpreter::short_name) > 1 ? one.longer_name : one.short_name);
  }
  return names;
}

FoundRunner under(const FoundRunner& base, const Interpreter& python, const std::string& name,
                  const std::set<std::string>& wanted, GuardClient& guard,
                  const fs::path& scratch) {
  const std::string full_name = fmt::format("{}_{}", base.name, name);
  FoundRunner runner;
  runner.family = base.family;
  runner.asked = wanted.contains(base.name) || wanted.contains(full_name);
  try {
    if (runner.asked) runner = describe(base.executable, guard, scratch, {{variable, python.path}});
  } catch (const Interrupted&) {
    throw;
  } catch (const CannotRunHere& error) {
    runner.absent = fmt::format("not usable: {}", error.reason);
  } catch (const std::runtime_error& error) {
    runner.absent = fmt::format("not usable with {}: {}", python.path, error.what());
  }
  runner.name = full_name;
  runner.beside = base.name;
  return runner;
}

}  // namespace

std::vector<FoundRunner> with_interpreters(const std::vector<FoundRunner>& runners,
                                           const std::vector<std::string>& pythons,
                                           const std::set<std::string>& wanted,
                                           const fs::path& resources, GuardClient& guard,
                                           const fs::path& scratch) {
  std::vector<Interpreter> all;
  all.reserve(pythons.size());
  for (const std::string& given : pythons) all.push_back(probe(given, resources, guard, scratch));
  const std::vector<std::string> names = names_of(all);
  std::vector<FoundRunner> result;
  for (const FoundRunner& runner : runners) {
    result.push_back(runner);
    if (runner.family != "cpython" || runner.executable.empty()) continue;
    for (std::size_t i = 0; i < all.size(); ++i)
      result.push_back(under(runner, all[i], names[i], wanted, guard, scratch));
  }
  return result;
}

}  // namespace parbench
