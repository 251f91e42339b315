// A workload of programs, and a folder for their files.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "bench/workload.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {

using Values = std::map<std::string, std::string>;

inline const WorkloadInfo& info() { return *find_workload("command"); }

inline Parameters parameters(const Values& values) {
  return {"command", info().parameters, values};
}

inline std::unique_ptr<Workload> made(const Values& values,
                                      const std::filesystem::path& scratch = {}) {
  return info().make(parameters(values), scratch);
}

inline std::uint64_t run(const Workload& workload, std::size_t index) {
  Worker worker;
  return workload.run_task(index, worker);
}

inline std::string refusal(const Values& values) {
  return message_of<BadParameter>([&] { info().check(parameters(values)); });
}

// Of a task whose programs fail: already when the workload is made, which runs every task once.
inline std::string failure(const Values& values) {
  return message_of<std::runtime_error>([&] { made(values); });
}

// A shell's script, in quotes that options.toml and our splitter understand.
inline Values script(const std::string& text, Values more = {}) {
  more["run"] = text;
  more["shell"] = "yes";
  if (more.count("tasks") == 0 && more.count("files") == 0) more["tasks"] = "1";
  return more;
}

class CommandFiles : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder.path() / name).string(); }

  std::string program(const std::string& name, const std::string& text) const {
    folder.write(name, "#!/bin/sh\n" + text);
    chmod(path(name).c_str(), 0755);
    return path(name);
  }

  TemporaryFolder folder;
};

}  // namespace parbench
