// Runs a program of the user in each task: started directly, checked by its exit status and output.
//
// What each task must print is not known beforehand: one serial run of every task, untimed and once
// per run, says it, and every later run of a task must print the same.
#include <filesystem>

#include "bench/wrong_result.hpp"
#include "workloads/command_expected.hpp"
#include "workloads/command_list.hpp"
#include "workloads/command_task.hpp"

namespace parbench {
namespace {

CommandRules rules_of(const Parameters& parameters) {
  const std::string& check = parameters.text("check");
  return {check == "output", check != "none", parameters.bytes("limit")};
}

std::string name_of(std::size_t index) { return "command: task " + std::to_string(index) + ": "; }

// A task for an event loop, which names itself where it fails.
class NamedTask final : public WaitingTask {
 public:
  NamedTask(std::size_t index, TaskCommand command, const CommandRules& rules, ChildUsage* usage)
      : index_{index}, task_{std::move(command), rules, usage != nullptr ? *usage : unused_} {}

  std::optional<Wait> step() override {
    try {
      return task_.step();
    } catch (const std::exception& error) {
      throw std::runtime_error(name_of(index_) + error.what());
    }
  }

  std::uint64_t digest() const override { return task_.digest(); }

 private:
  std::size_t index_;
  ChildUsage unused_;
  CommandTask task_;
};

class Command final : public Workload {
 public:
  Command(const Parameters& parameters, const std::filesystem::path& scratch)
      : list_{parameters}, rules_{rules_of(parameters)} {
    expected_.assign(list_.size(), 1);
    if (!rules_.output) return;
    std::string work = parameters.json();
    for (const std::string& file : list_.files()) work += '\0' + file;
    const ExpectedDigests expected{scratch, parameters.json(), work};
    ChildUsage unused;
    std::uint64_t first = 0;
    expected_ = expected.get(list_.size(), [&](std::size_t i) {
      if (i > 0 && list_.task(i) == list_.task(0)) return first;  // as run once already
      const std::uint64_t digest = run(i, unused);
      if (i == 0) first = digest;
      return digest;
    });
  }

  std::size_t task_count() const override { return list_.size(); }
  std::uint64_t expected(std::size_t index) const override { return expected_[index]; }

  std::unique_ptr<WaitingTask> start_task(std::size_t index, Worker& worker) const override {
    return std::make_unique<NamedTask>(index, list_.task(index), rules_, worker.children);
  }

  std::uint64_t run_task(std::size_t index, Worker& worker) const override {
    ChildUsage unused;
    const std::uint64_t digest = run(index, worker.children ? *worker.children : unused);
    if (digest == expected_[index]) return digest;
    throw WrongResult(name_of(index) +
                      "its output is not that of its run before the first pass: if it differs by "
                      "nature, --set command.check=status");
  }

 private:
  std::uint64_t run(std::size_t index, ChildUsage& usage) const {
    try {
      CommandTask task{list_.task(index), rules_, usage};
      return run_to_end(task);
    } catch (const std::exception& error) {
      throw std::runtime_error(name_of(index) + error.what());
    }
  }

  CommandList list_;
  CommandRules rules_;
  std::vector<std::uint64_t> expected_;
};

// A guess: only a run can say how long the programs take.
Estimate estimate(const Parameters& parameters) {
  const std::size_t tasks = CommandList{parameters}.size();
  return {.tasks = tasks, .compute_s = 0.1 * static_cast<double>(tasks)};
}

void check(const Parameters& parameters) { CommandList{parameters}.check_files(); }

std::unique_ptr<Workload> make(const Parameters& parameters, const std::filesystem::path& scratch) {
  return std::make_unique<Command>(parameters, scratch);
}

bool has_no_files(const Parameters& parameters) { return parameters.text("files").empty(); }

}  // namespace

extern const WorkloadInfo command_workload;
const WorkloadInfo command_workload{
    .about = "a program of yours per task",
    .kind = WorkloadKind::unknown,
    .parameters =
        {{.key = "run",
          .type = ParameterSpec::Type::text,
          .fallback = "",
          .about = "the program and its arguments, in quotes as for a shell, which is not used; "
                   "{i} is the task's number, {file} its file: 'gzip -kc big.txt'"},
         {.key = "tasks",
          .type = ParameterSpec::Type::count,
          .fallback = "16",
          .least = 1,
          .most = CommandList::most_tasks,
          .about = "runs per pass",
          .applies = has_no_files},
         {.key = "files",
          .type = ParameterSpec::Type::text,
          .fallback = "",
          .about = "one task per file that matches: '*.log'; {file} in the command or its input "
                   "is the file, else it is the last argument"},
         {.key = "input",
          .type = ParameterSpec::Type::text,
          .fallback = "",
          .about = "a file for stdin (default: /dev/null)"},
         {.key = "pipe",
          .type = ParameterSpec::Type::choice,
          .fallback = "no",
          .choices = {"no", "yes"},
          .about = "yes: | separates up to 8 programs, all started at once: "
                   "'sort words.txt | uniq -c'"},
         {.key = "shell",
          .type = ParameterSpec::Type::choice,
          .fallback = "no",
          .choices = {"no", "yes"},
          .about = "yes: /bin/sh -c reads the command"},
         {.key = "check",
          .type = ParameterSpec::Type::choice,
          .fallback = "output",
          .choices = {"output", "status", "none"},
          .about = "output: exit status 0, and the same output each time; status: exit status 0; "
                   "none: only that it starts"},
         {.key = "limit",
          .type = ParameterSpec::Type::size,
          .fallback = "256MiB",
          .least = 1,
          .most = 1099511627776.0,
          .about = "a task that prints more is killed",
          .permission = true}},
    .small_cases = {{{"run", "echo 'task {i}'"}, {"tasks", "6"}},
                    {{"run", "cat"}, {"tasks", "3"}, {"input", "/proc/version"}},
                    {{"run", "echo {i} b | cat | tr b c"}, {"tasks", "5"}, {"pipe", "yes"}},
                    {{"run", "echo $((6 * {i}))"}, {"tasks", "5"}, {"shell", "yes"}},
                    {{"run", "/bin/true"}, {"tasks", "4"}, {"check", "status"}},
                    {{"run", "false"}, {"tasks", "4"}, {"check", "none"}}},
    .estimate = estimate,
    .check = check,
    .make = make,
};

}  // namespace parbench
