#include "bench/launch/runners.hpp"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "bench/units.hpp"

namespace parbench {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

}  // namespace

FoundRunner describe(const std::filesystem::path& executable, GuardClient& guard,
                     const std::filesystem::path& scratch) {
  const std::filesystem::path out = scratch / "describe.json";
  const auto fail = [&](const std::string& why) -> FoundRunner {
    throw std::runtime_error(
        fmt::format("{} is not a runner: {} (see docs/protocol.md)", executable.string(), why));
  };
  Start start;
  start.argv = {executable.string(), "--describe"};
  start.stdout_path = out;
  start.stderr_path = scratch / "describe.err";
  const auto error_line = [&] {
    std::string line;
    std::getline(std::ifstream{start.stderr_path}, line);
    return line.empty() ? "" : ": " + printable(line);
  };
  try {
    const Ended ended = guard.wait(guard.start(start, 10));
    guard.clean();
    if (ended.timed_out) return fail("--describe did not end within 10 s");
    if (ended.status != 0) return fail("--describe did not end with exit code 0" + error_line());
    const auto json = nlohmann::json::parse(text_of(out));
    if (json.at("protocol") != 1)
      return fail("it speaks protocol version " + json["protocol"].dump() + ", not 1");
    FoundRunner found;
    found.executable = executable;
    json.at("name").get_to(found.name);
    json.at("family").get_to(found.family);
    found.about = json.value("about", "");
    found.counts = json.value("workers", "");
    found.version = json.value("version", "");
    found.scales = json.value("scales", true);
    found.slowness = std::max(1.0, json.value("slowness", 1.0));
    found.launch = json.value("launch", found.launch);
    found.environment = json.value("environment", found.environment);
    json.at("workloads").get_to(found.workloads);
    return found;
  } catch (const nlohmann::json::parse_error&) {
    return fail("--describe printed no JSON");
  } catch (const nlohmann::json::exception& error) {
    return fail(std::string("--describe: ") + error.what());
  }
}

std::vector<FoundRunner> find_runners(const std::filesystem::path& folder, GuardClient& guard,
                                      const std::filesystem::path& scratch) {
  std::vector<FoundRunner> found;
  for (const KnownRunner& known : known_runners()) {
    FoundRunner runner;
    runner.name = known.name;
    runner.family = known.family;
    if (!known.built) {
      runner.absent =
          fmt::format("not built: sudo apt install {}, then build again", known.package);
    } else {
      try {
        runner = describe(folder / known.name, guard, scratch);
      } catch (const std::runtime_error& error) {
        runner.absent = std::string("not usable, build again: ") + error.what();
      }
    }
    found.push_back(runner);
  }
  return found;
}

}  // namespace parbench
