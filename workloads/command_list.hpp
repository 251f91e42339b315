// Which programs each task runs: the words of command.run with the task's number and file in them.
#pragma once

#include <glob.h>

#include <algorithm>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/parameters.hpp"
#include "workloads/command_programs.hpp"
#include "workloads/command_words.hpp"

namespace parbench {

// One task's programs, each of which reads what the one before it prints.
struct TaskCommand {
  std::vector<CommandWords> programs;
  std::string input;  // a file

  bool operator==(const TaskCommand&) const = default;
};

// Throws std::invalid_argument, also where `pattern` matches no file. Sorted by bytes, so that the
// tasks are the same in every locale.
inline std::vector<std::string> files_of_pattern(const std::string& pattern) {
  glob_t found{};
  const std::unique_ptr<glob_t, void (*)(glob_t*)> freed{&found, globfree};
  const int status = glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found);
  if (status != 0 && status != GLOB_NOMATCH) {
    throw std::invalid_argument("'" + printable(pattern) + "' cannot be searched");
  }
  std::vector<std::string> files;
  for (std::size_t i = 0; i < found.gl_pathc; ++i) {
    const std::string file = found.gl_pathv[i];
    if (kind_of_file(file) != FileKind::other) continue;
    files.push_back(file[0] == '-' ? "./" + file : file);  // not an option of the program
  }
  if (files.empty()) throw std::invalid_argument("'" + printable(pattern) + "' matches no file");
  std::sort(files.begin(), files.end());
  return files;
}

class CommandList {
 public:
  static constexpr std::size_t most_programs = 8;
  static constexpr std::size_t most_tasks = 100'000;

  // Throws BadParameter.
  explicit CommandList(const Parameters& parameters)
      : input_{parameters.text("input")}, tasks_{parameters.count("tasks")} {
    const std::string& files = parameters.text("files");
    if (!files.empty()) {
      name_errors("files", [&] { files_ = files_of_pattern(files); });
      tasks_ = files_.size();
      if (tasks_ > most_tasks)
        refuse("files", "matches " + std::to_string(tasks_) + " files: at most 100000");
    }
    name_errors("run", [&] { read_programs(parameters); });
  }

  std::size_t size() const { return tasks_; }
  const std::vector<std::string>& files() const { return files_; }

  TaskCommand task(std::size_t index) const {
    TaskCommand command;
    for (const CommandWords& words : programs_) {
      CommandWords& filled = command.programs.emplace_back();
      for (const std::string& word : words) filled.push_back(fill(word, index));
    }
    if (shell_ && !files_.empty()) command.programs[0].push_back(files_[index]);  // $1
    command.input = input_.empty() ? "/dev/null" : fill(input_, index);
    return command;
  }

  // That every program and every input file exists; throws BadParameter.
  void check_files() const {
    std::set<std::string> programs, inputs;
    for (std::size_t i = 0; i < tasks_; ++i) {
      const TaskCommand command = task(i);
      for (const CommandWords& words : command.programs) {
        if (!programs.insert(words[0]).second) continue;
        name_errors("run", [&] { find_program(words[0]); });
      }
      if (inputs.insert(command.input).second) check_input(command.input);
    }
  }

 private:
  static constexpr std::string_view number_place = "{i}";
  static constexpr std::string_view file_place = "{file}";

  [[noreturn]] static void refuse(const std::string& key, const std::string& why) {
    throw BadParameter("command." + key + ": " + why);
  }

  template <typename Call>
  static void name_errors(const char* key, const Call& call) {
    try {
      call();
    } catch (const std::invalid_argument& error) {
      refuse(key, error.what());
    }
  }

  void read_programs(const Parameters& parameters) {
    const std::string& run = parameters.text("run");
    if (run.find_first_not_of(" \t") == std::string::npos) {
      throw std::invalid_argument(
          "the program to run is missing: --set command.run='gzip -kc big.txt'");
    }
    shell_ = parameters.text("shell") == "yes";
    const bool pipe = parameters.text("pipe") == "yes";
    if (shell_ && pipe)
      throw std::invalid_argument(
          "command.shell=yes or command.pipe=yes, not both: a shell has pipes of its own");
    if (shell_) {
      programs_ = {{"/bin/sh", "-c", run, "sh"}};
    } else {
      programs_ = CommandSplitter(run, pipe).split();
    }
    if (programs_.size() > most_programs) {
      throw std::invalid_argument("a pipe of " + std::to_string(programs_.size()) +
                                  " programs is not allowed: at most 8");
    }
    place_file();
  }

  // Where nothing says where a task's file belongs, it is the last word of the first program. To a
  // shell it is an argument and never part of the script: a name cannot be run as code.
  void place_file() {
    if (files_.empty()) {
      if (mentions_file())
        throw std::invalid_argument("{file} needs files: --set command.files='*.log'");
      return;
    }
    const bool placed = mentions_file();
    if (!shell_) {
      if (!placed) programs_[0].emplace_back(file_place);
      return;
    }
    std::string& script = programs_[0][2];
    if (!placed) script += ' ' + std::string(file_place);
    replace(script, file_place, "\"$1\"");
  }

  bool mentions_file() const {
    const auto mentions = [](const std::string& word) {
      return word.find(file_place) != std::string::npos;
    };
    return mentions(input_) ||
           std::any_of(programs_.begin(), programs_.end(), [&](const CommandWords& words) {
             return std::any_of(words.begin(), words.end(), mentions);
           });
  }

  std::string fill(std::string text, std::size_t index) const {
    // The file last: its name may contain {i}.
    replace(text, number_place, std::to_string(index));
    if (!files_.empty()) replace(text, file_place, files_[index]);
    return text;
  }

  static void replace(std::string& text, std::string_view place, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(place, at)) != std::string::npos; at += by.size()) {
      text.replace(at, place.size(), by);
    }
  }

  static void check_input(const std::string& path) {
    const std::string name = "'" + printable(path) + "' ";
    const FileKind kind = kind_of_file(path);
    if (kind == FileKind::missing) refuse("input", name + "does not exist");
    if (kind == FileKind::folder) refuse("input", name + "is a directory");
    if (access(path.c_str(), R_OK) != 0) refuse("input", name + "cannot be read");
  }

  std::string input_;
  std::size_t tasks_;
  std::vector<std::string> files_;
  bool shell_ = false;
  std::vector<CommandWords> programs_;
};

}  // namespace parbench
