// A test fixture with a guard, and shell scripts to start under it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

#include "bench/guard/descendants.hpp"
#include "bench/launch/guard_client.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {

inline const std::filesystem::path guard_executable =
    std::filesystem::path{PARBENCH_BUILD_FOLDER} / "parbench-guard";

// Starts a daemon with its own session that ignores signals; writes its pid to the file "daemon".
inline const std::string daemon_script =
    "setsid sh -c 'trap \"\" TERM HUP INT; echo $$ >daemon; exec sleep 600' >/dev/null 2>&1 &\n"
    "while ! test -s daemon; do sleep 0.01; done\n" +
    until_asleep("$(cat daemon)");

class WithGuard : public testing::Test {
 protected:
  WithGuard() {
    std::filesystem::create_directory(scratch);
    client.emplace(guard_executable, scratch);
  }

  Start script(const std::string& text) const {
    return shell("cd '" + folder.path().string() + "'; " + text, folder.path());
  }

  Ended run(const std::string& text) {
    return client->wait(client->start(script(text), std::nullopt));
  }

  pid_t daemon() const { return pid_in(folder.path() / "daemon"); }

  // Waits for it, because it has our own name before its exec.
  static pid_t guard() {
    pid_t pid = 0;
    comes_true([&] {
      for (const Process& child : live_children()) {
        if (child.name == "parbench-guard") pid = child.pid;
      }
      return pid != 0;
    });
    if (pid == 0) throw std::runtime_error("no guard process found");
    return pid;
  }

  const TemporaryFolder folder;
  const std::filesystem::path scratch = folder.path() / "scratch";
  std::optional<GuardClient> client;
};

}  // namespace parbench
