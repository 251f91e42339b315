// The main of every runner: --describe, or one trial and its record.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/protocol.hpp"
#include "bench/runner.hpp"
#include "bench/trial/measure.hpp"
#include "bench/trial/task_accounting.hpp"

namespace {

using namespace parbench;

int describe() {
  nlohmann::json about{{"protocol", protocol_version},
                       {"name", PARBENCH_RUNNER},
                       {"family", PARBENCH_FAMILY},
                       {"about", runner_info.about},
                       {"workers", runner_info.counts},
                       {"scales", runner_info.scales},
                       {"version", runner_info.version},
                       {"launch", nlohmann::json::array()},
                       {"environment", nlohmann::json::object()},
                       {"workloads", nlohmann::json::array()}};
  for (const EnvironmentSetting& setting : runner_info.environment)
    about["environment"][setting.name] = setting.value;
  for (const NamedWorkload& workload : workloads()) about["workloads"].push_back(workload.name);
  std::cout << about.dump() << '\n';
  return runner_exit::ok;
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

int run_trial(const std::string& json, const std::string& path) {
  const TrialRequest request = read_request(json);
  const WorkloadInfo* workload = find_workload(request.workload);
  if (workload == nullptr) throw Unsupported("this runner has no workload " + request.workload);
  write_record(path, measure(request, *workload, runner_info));
  return runner_exit::ok;
}

int fail(int status, const char* reason) {
  std::string line{reason};
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::cerr << line << '\n';
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  try {
    if (args == std::vector<std::string>{"--describe"}) return describe();
    if (args.size() == 4 && args[0] == "--trial" && args[2] == "--record")
      return run_trial(args[1], args[3]);
    return fail(runner_exit::usage,
                "usage: " PARBENCH_RUNNER " --describe | --trial JSON --record PATH");
  } catch (const Unsupported& error) {
    return fail(runner_exit::unsupported, error.what());
  } catch (const WrongResult& error) {
    return fail(runner_exit::wrong_result, error.what());
  } catch (const BadParameter& error) {
    return fail(runner_exit::usage, error.what());
  } catch (const std::exception& error) {
    return fail(runner_exit::failed, error.what());
  }
}
