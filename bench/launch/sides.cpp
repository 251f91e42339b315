#include "bench/launch/sides.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "bench/launch/tree.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace fs = std::filesystem;

namespace {

bool is_program(const fs::path& path) {
  std::error_code failed;
  return fs::is_regular_file(path, failed) && access(path.c_str(), X_OK) == 0;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names, others;
  for (const KnownRunner& known : known_runners()) {
    if (is_program(folder / known.name)) names.emplace_back(known.name);
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (is_program(entry.path()) && std::find(names.begin(), names.end(), name) == names.end())
      others.push_back(name);
  }
  std::sort(others.begin(), others.end());
  names.insert(names.end(), others.begin(), others.end());
  return names;
}

// The first line of `parbench --version`; empty if it does not say.
std::string version_of(const fs::path& program, GuardClient& guard, const fs::path& scratch) {
  if (!is_program(program)) return "";
  Start start;
  start.argv = {program.string(), "--version"};
  start.stdout_path = scratch / "version.out";
  start.stderr_path = scratch / "version.err";
  const Ended ended = guard.wait(guard.start(start, 10));
  guard.clean();
  std::string line;
  if (!ended.timed_out && ended.status == 0) std::getline(std::ifstream{start.stdout_path}, line);
  return printable(line);
}

}  // namespace

Side find_side(const std::string& label, const fs::path& path, const std::set<std::string>& wanted,
               GuardClient& guard, const fs::path& scratch) {
  const auto fail = [&](const std::string& why) {
    throw std::runtime_error(fmt::format("{} '{}' {}", label, printable(path.string()), why));
  };
  Side side{label, path, fs::is_directory(path), "", {}};
  if (!fs::exists(path))
    fail("does not exist: give a build's folder, an installed tree or a runner's executable");
  const fs::path whole = fs::absolute(path);
  if (!side.is_build) {
    try {
      side.runners.push_back(describe(whole, guard, scratch));
      side.version = side.runners.front().version;
    } catch (const std::runtime_error& error) {
      fail(fmt::format("cannot be compared: {}", error.what()));
    }
    return side;
  }
  const Tree tree = tree_at(path);
  if (!fs::is_directory(tree.runners)) {
    fail(
        "is not a build or an installed tree: it has no folder runners/, or "
        "libexec/parbench/runners/, with the executables of runners");
  }
  for (const std::string& name : names_in(tree.runners)) {
    side.runners.emplace_back();
    side.runners.back().name = name;
  }
  std::string why = "it is empty";
  bool any = false;
  const auto ask = [&](const auto& is_wanted) {
    for (FoundRunner& runner : side.runners) {
      if (runner.asked || !is_wanted(runner)) continue;
      const std::string name = runner.name;
      runner.asked = true;
      try {
        runner = describe(tree.runners / name, guard, scratch);
        runner.name = name;
        any = true;
      } catch (const std::runtime_error& error) {
        runner.absent = error.what();
        why = side.runners.front().absent.empty() ? why : side.runners.front().absent;
      }
    }
  };
  ask([&](const FoundRunner& runner) { return wanted.contains(runner.name); });
  if (!any) ask([](const FoundRunner&) { return true; });
  if (!any) fail(fmt::format("has no usable runner in {}: {}", tree.runners.string(), why));
  side.version = version_of(tree.program, guard, scratch);
  return side;
}

std::string labelled(const std::string& label, const std::string& runner) {
  return label + ":" + runner;
}

}  // namespace parbench
