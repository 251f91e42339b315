// Shell commands for a guard to start, and helpers to observe processes.
#pragma once

#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "bench/guard/start.hpp"

namespace parbench {

// Output goes to the files "out" and "err" in `folder`.
inline Start shell(const std::string& command, const std::filesystem::path& folder) {
  return {{"/bin/sh", "-c", command}, {}, {}, folder / "out", folder / "err"};
}

// Script code that waits until the process `pid` (a shell expression) has become `sleep` by exec.
inline std::string until_asleep(const std::string& pid) {
  return "until test \"$(cat /proc/" + pid + "/comm)\" = sleep; do sleep 0.01; done\n";
}

// Whether it is running, and not a zombie.
inline bool is_alive(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(file, text);
  const std::size_t name_end = text.rfind(')');
  return name_end != std::string::npos && text[name_end + 2] != 'Z' && text[name_end + 2] != 'X';
}

// Whether the condition becomes true within ten seconds.
template <typename Condition>
bool comes_true(const Condition& condition) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return true;
}

// The pid that a process writes to a file as a complete line; waits for it.
inline pid_t pid_in(const std::filesystem::path& file) {
  pid_t pid = 0;
  comes_true([&] {
    std::ifstream text{file};
    std::string line;
    if (!std::getline(text, line) || text.eof()) return false;
    pid = std::stoi(line);
    return true;
  });
  return pid;
}

}  // namespace parbench
