#include "bench/run/advise.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "bench/machine/process_table.hpp"
#include "bench/machine/system_files.hpp"
#include "bench/machine/watched_process.hpp"
#include "bench/plan/stages.hpp"
#include "bench/run/python.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

using nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

constexpr double watch_s = 10;
constexpr double least_busy = 0.001;   // of a CPU: a process that does less is not under load
constexpr double least_part_s = 1e-3;  // shorter tasks would measure the runner and not the mix

std::vector<const char*> kinds_of(const AdviseOptions& asked) {
  std::vector<const char*> kinds;
  if (asked.compute_s || asked.wait_s) kinds.push_back("--compute and --wait");
  if (!asked.command.empty()) kinds.push_back("a command");
  if (!asked.url.empty()) kinds.push_back("--url");
  if (asked.pid) kinds.push_back("--pid");
  return kinds;
}

void require_one_question(const AdviseOptions& asked) {
  const std::vector<const char*> kinds = kinds_of(asked);
  if (kinds.empty()) {
    throw UsageError(
        "advise: what for? --compute 2ms --wait 18ms, --url URL, --pid PID, or -- COMMAND");
  }
  if (kinds.size() > 1)
    throw UsageError(
        fmt::format("advise: {} exclude each other: give one of them", fmt::join(kinds, " and ")));
  if (asked.compute_s.has_value() != asked.wait_s.has_value())
    throw UsageError(fmt::format("advise: {} is missing: the mix needs --compute and --wait",
                                 asked.compute_s ? "--wait" : "--compute"));
  if (asked.p99_s && !asked.rate_per_s)
    throw UsageError("--p99: needs --rate: a latency is one at a rate of requests");
  if (asked.rate_per_s && !asked.command.empty())
    throw UsageError(
        "--rate: not with a command: a rate needs --compute and --wait, --pid or --url");
}

// A word of a command line for the parameter command.run, which splits by a shell's quoting rules.
std::string quoted_word(const std::string& word) {
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c >= 0x80 ||
           std::string_view("_-./:=,+@%{}*?[]~^").find(static_cast<char>(c)) !=
               std::string_view::npos;
  });
  if (plain) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string{c};
  return quoted + "'";
}

// One word is a command line of its own, as a user quotes it for a shell.
std::string command_line_of(const std::vector<std::string>& words) {
  if (words.size() == 1) return words.front();
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + quoted_word(word);
  return line;
}

// Refused before anything starts, by the workload's own rules.
void require_allowed(const std::string& workload,
                     const std::map<std::string, std::string>& values) {
  const WorkloadInfo* info = find_workload(workload);
  if (info == nullptr)
    throw UsageError(fmt::format("advise: the workload {} is not built (parbench list)", workload));
  const Parameters parameters{workload, info->parameters, values};
  if (info->check != nullptr) info->check(parameters);
}

ThreadTable threads_of(int pid, const char* when) {
  const auto threads = is_foreign_proc() ? std::nullopt : read_threads(pid);
  if (threads) return *threads;
  const auto stat = read_whole(fmt::format("/proc/{}/stat", pid));
  const auto process = stat ? parse_process(*stat) : std::nullopt;
  const bool there = process && process->state != 'Z' && process->state != 'X';
  throw UsageError(fmt::format(
      "--pid: '{}' {}", pid,
      there ? "may not be watched: it is another user's, or the kernel keeps no schedstat" : when));
}

WatchedProcess watch(int pid) {
  const ThreadTable before = threads_of(pid, "is not a running process");
  std::cerr << fmt::format("parbench: watching process {} for {:g} s\n", pid, watch_s);
  const auto start = Clock::now();
  const auto elapsed_s = [&] {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  while (elapsed_s() < watch_s) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    threads_of(pid, "ended while it was watched");
  }
  const ThreadTable after = threads_of(pid, "ended while it was watched");
  const WatchedProcess found = between(before, after, elapsed_s());
  if (found.cpus() < least_busy)
    throw UsageError(fmt::format(
        "--pid: '{}' was idle ({:.2g} % of a CPU in {:g} s): watch it while it is under load", pid,
        100 * found.cpus(), watch_s));
  return found;
}

// Longer tasks of the same mix where those of the process are too short.
void use_mix(const WatchedProcess& watched, AdviseOptions& asked) {
  const double factor = std::max(1.0, least_part_s / (watched.compute_s + watched.wait_s));
  asked.compute_s = std::max(1e-6, factor * watched.compute_s);
  asked.wait_s = factor * watched.wait_s;
}

ordered_json watched_json(const WatchedProcess& watched) {
  return {{"watched_s", watched.watched_s}, {"cpu_s", watched.cpu_s},
          {"threads", watched.threads},     {"all_threads", watched.all_threads},
          {"compute_s", watched.compute_s}, {"wait_s", watched.wait_s}};
}

}  // namespace

std::vector<std::string> advise_runners(const RunOptions& options) {
  return options.runners.empty() ? std::vector<std::string>{"thread_pool", "process_pool"}
                                 : options.runners;
}

void ask(RunOptions& options) {
  AdviseOptions& asked = options.advise;
  require_one_question(asked);
  ordered_json question;
  if (!asked.command.empty()) {
    const std::string line = command_line_of(asked.command);
    require_allowed("command", {{"run", line}});
    question["command"] = line;
  } else if (!asked.url.empty()) {
    require_allowed("fetch", {{"url", asked.url}});
    question["url"] = asked.url;
  } else if (asked.pid) {
    const WatchedProcess watched = watch(*asked.pid);
    use_mix(watched, asked);
    question["watched"] = watched_json(watched);
    // A resumed run asks about the same mix: the process may have ended.
    options.toml += fmt::format("compute=\"{}\"\nwait=\"{}\"\n", duration_text(*asked.compute_s),
                                duration_text(*asked.wait_s));
  }
  if (asked.compute_s) {
    question["compute"] = duration_text(*asked.compute_s);
    question["wait"] = duration_text(*asked.wait_s);
    require_allowed("mixed", {{"compute", question["compute"]}, {"wait", question["wait"]}});
  }
  if (asked.rate_per_s) question["rate_per_s"] = *asked.rate_per_s;
  if (asked.p99_s) question["p99_s"] = *asked.p99_s;
  question["runners"] = advise_runners(options);
  question["budget_s"] = *options.budget_s;
  asked.question = question.dump();
}

Plan advise_plan(const RunOptions& options, const RunContext& context) {
  Plan plan;
  plan.figures = options.measured;
  plan.fixed_blocks = true;  // the adviser says how many
  plan.min_sample_s = options.min_sample_s.value_or(0.1);
  plan.margin = options.margin.value_or(plan.margin);
  if (options.resume.empty()) return plan;
  std::ifstream file{options.resume / "plan.json"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  for (const std::string& stage : stages_in(text))
    add_stage(plan, stage, context.planned_runners(), context.limits());
  return plan;
}

bool grow(Plan& plan, const RunContext& context, const std::filesystem::path& folder,
          double left_s) {
  const auto answer = [&] {
    try {
      return python_output("reports.commands.advise",
                           {"--next", "--left", exact_number(left_s), folder.string()},
                           "numpy scipy");
    } catch (const std::runtime_error&) {
      if (interrupt_pending()) throw Interrupted("interrupted");  // Ctrl-C reaches Python too
      throw;
    }
  };
  const std::string text = answer();
  const ordered_json stage = ordered_json::parse(text, nullptr, false);
  if (!stage.is_object() || !stage.contains("measure"))
    throw std::runtime_error("the adviser gave no answer that can be read");
  if (stage["measure"].empty()) return false;
  add_stage(plan, text, context.planned_runners(), context.limits());
  return true;
}

}  // namespace parbench
