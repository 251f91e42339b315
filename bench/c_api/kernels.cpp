// Single tasks of any workload of the registry, for C.
#include <fmt/format.h>
#include <parbench/kernels.h>
#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "bench/c_api/error.hpp"
#include "bench/digest.hpp"
#include "bench/protocol.hpp"
#include "bench/workload.hpp"

namespace parbench {
namespace {

// A folder for one workload's data, removed with the object.
class OwnFolder {
 public:
  OwnFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "parbench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
      throw std::runtime_error(fmt::format("cannot make {}: {}", name, std::strerror(errno)));
    path_ = name;
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
  ~OwnFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct alignas(128) CountedWorker {  // a cache line of its own: workers must not share
  Worker worker;
  std::uint64_t observed = 0;
};

const WorkloadInfo& find(const char* name) {
  if (const WorkloadInfo* info = find_workload(name == nullptr ? "" : name)) return *info;
  std::string known;
  for (const NamedWorkload& workload : workloads()) known += fmt::format(" {}", workload.name);
  throw std::runtime_error(
      fmt::format("unknown workload '{}'; allowed:{}", name == nullptr ? "" : name, known));
}

}  // namespace
}  // namespace parbench

using namespace parbench;

struct parbench_workload {  // NOLINT(readability-identifier-naming): a name of C
  std::unique_ptr<OwnFolder> scratch;
  std::unique_ptr<Workload> workload;
  mutable std::vector<CountedWorker> workers;  // what they keep is not part of the workload

  void check(size_t task) const {
    if (task < workload->task_count()) return;
    throw std::runtime_error(fmt::format("task {} is out of range: allowed are 0 to {}", task,
                                         workload->task_count() - 1));
  }
};

const char* parbench_error() { return last_error().c_str(); }

const char* parbench_workload_name(size_t place) {
  return place < workloads().size() ? workloads()[place].name.data() : nullptr;
}

parbench_workload* parbench_open(const char* name, const char* parameters, int workers,
                                 const char* scratch) {
  return guarded(static_cast<parbench_workload*>(nullptr), [&] {
    const WorkloadInfo& info = find(name);
    if (workers < 1) throw std::runtime_error(fmt::format("workers is {}: at least 1", workers));
    const Parameters checked{name, info.parameters,
                             read_parameters(parameters == nullptr ? "{}" : parameters)};
    if (info.check != nullptr) info.check(checked);
    auto opened = std::make_unique<parbench_workload>();
    if (scratch == nullptr) opened->scratch = std::make_unique<OwnFolder>();
    if (info.make_shared != nullptr) {
      throw std::runtime_error(fmt::format(
          "{}: its tasks share something, which a pass checks: use parbench_runner_main", name));
    }
    opened->workload = info.make(checked, scratch == nullptr ? opened->scratch->path() : scratch);
    opened->workers = std::vector<CountedWorker>(static_cast<size_t>(workers));
    for (CountedWorker& one : opened->workers) one.worker.observed = &one.observed;
    return opened.release();
  });
}

void parbench_close(parbench_workload* workload) { delete workload; }

size_t parbench_tasks(const parbench_workload* workload) {
  return workload->workload->task_count();
}

int parbench_run_task(const parbench_workload* workload, size_t task, int worker,
                      uint64_t* digest) {
  return guarded(-1, [&] {
    workload->check(task);
    std::vector<CountedWorker>& workers = workload->workers;
    if (worker < 0 || static_cast<size_t>(worker) >= workers.size()) {
      throw std::runtime_error(fmt::format("worker {} is out of range: allowed are 0 to {}", worker,
                                           workers.size() - 1));
    }
    *digest = workload->workload->run_task(task, workers[static_cast<size_t>(worker)].worker);
    return 0;
  });
}

uint64_t parbench_expected(const parbench_workload* workload, size_t task) {
  return guarded(uint64_t{0}, [&] {
    workload->check(task);
    return workload->workload->expected(task);
  });
}

uint64_t parbench_mix(uint64_t task, uint64_t digest) { return mix(task, digest); }

uint64_t parbench_digest(const parbench_workload* workload) {
  return guarded(uint64_t{0}, [&] {
    uint64_t sum = 0;
    const size_t tasks = workload->workload->task_count();
    for (size_t i = 0; i < tasks; ++i) sum += mix(i, workload->workload->expected(i));
    return sum;
  });
}
