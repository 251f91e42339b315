#include "bench/trial/runner_main.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <new>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "bench/digest.hpp"
#include "bench/machine/build_revision.hpp"
#include "bench/machine/file_digest.hpp"
#include "bench/protocol.hpp"
#include "bench/standard_descriptors.hpp"
#include "bench/trial/measure.hpp"
#include "bench/trial/one_task.hpp"
#include "bench/workload.hpp"
#include "bench/wrong_result.hpp"

namespace parbench {
namespace {

// This program starts itself again, under what its runtime needs.
nlohmann::json launch_of(const RunnerInfo& info) {
  if (info.start == nullptr) return nlohmann::json::array();
  return {std::filesystem::read_symlink("/proc/self/exe").string(), "--start", "{workers}",
          "{hosts}"};
}

void describe(const RunnerName& name, const RunnerInfo& info) {
  nlohmann::json about{{"protocol", protocol_version},
                       {"name", name.name},
                       {"family", name.family},
                       {"about", info.about},
                       {"workers", info.counts},
                       {"scales", info.scales},
                       {"in_order", info.in_order},
                       {"cannot_share", info.cannot_share},
                       {"version", info.version},
                       {"launch", launch_of(info)},
                       {"environment", nlohmann::json::object()},
                       {"workloads", nlohmann::json::array()}};
  for (const EnvironmentSetting& setting : info.environment)
    about["environment"][setting.name] = setting.value;
  if (info.task_start_s > 0) about["start"]["task_s"] = info.task_start_s;
  if (info.worker_bytes > 0) about["memory"]["worker_bytes"] = info.worker_bytes;
  for (const NamedWorkload& workload : workloads()) about["workloads"].push_back(workload.name);
  std::cout << about.dump() << '\n';
}

// Renamed when complete, so that the path never holds a partial record.
void write_record(const std::string& path, const TrialRecord& record) {
  const std::string draft = path + ".part";
  std::ofstream file{draft};
  file << to_json(record) << '\n';
  file.close();
  if (!file || std::rename(draft.c_str(), path.c_str()) != 0) {
    throw std::runtime_error("cannot write the record to " + path);
  }
}

// An executable of the same sources and compiler has the same bytes.
std::string own_build() {
  return "revision " + build_revision() + ", digest " + digest_text(file_digest("/proc/self/exe"));
}

// Programs that are started for tasks of this trial find each other by this name.
void name_trial(const std::string& name) { setenv("PARBENCH_TRIAL", name.c_str(), 1); }

void run_trial(const RunnerInfo& info, const std::string& json, const std::string& path) {
  const TrialRequest request = read_request(json);
  const WorkloadInfo* workload = find_workload(request.workload);
  if (workload == nullptr) throw Unsupported("this runner has no workload " + request.workload);
  const auto make = [request](const std::string& name, const std::filesystem::path& scratch) {
    name_trial(name);
    TrialRequest here = request;
    if (!scratch.empty()) here.scratch = scratch;
    return remote_tasks(here);
  };
  if (info.serve != nullptr && info.serve({request.workers, own_build, make})) return;
  name_trial(std::to_string(getpid()));
  write_record(path, measure(request, *workload, info));
}

int fail(int status, std::string reason) {
  std::replace(reason.begin(), reason.end(), '\n', ' ');
  std::cerr << reason << '\n';
  return status;
}

}  // namespace

int runner_main(const RunnerName& name, const RunnerInfo& info,
                const std::vector<std::string>& args) {
  open_missing_standard_descriptors();
  try {
    if (args == std::vector<std::string>{"--describe"}) {
      describe(name, info);
      return runner_exit::ok;
    }
    if (args.size() == 4 && args[0] == "--trial" && args[2] == "--record") {
      run_trial(info, args[1], args[3]);
      return runner_exit::ok;
    }
    if (args.size() > 3 && args[0] == "--start" && info.start != nullptr)
      return info.start({std::stoi(args[1]), args[2], {args.begin() + 3, args.end()}});
    if (args.size() == 4 && args[0] == "--task") return run_one_task(args[1], args[2], args[3]);
    return fail(runner_exit::usage,
                "usage: " + name.name + " --describe | --trial JSON --record PATH");
  } catch (const Unsupported& error) {
    return fail(runner_exit::unsupported, error.what());
  } catch (const WrongResult& error) {
    return fail(runner_exit::wrong_result, error.what());
  } catch (const BadParameter& error) {
    return fail(runner_exit::usage, error.what());
  } catch (const std::bad_alloc&) {
    return fail(runner_exit::failed, "not enough memory for this trial");
  } catch (const std::exception& error) {
    return fail(runner_exit::failed, error.what());
  }
}

}  // namespace parbench
