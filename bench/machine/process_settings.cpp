#include "bench/machine/process_settings.hpp"

#include <linux/mempolicy.h>
#include <sched.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <vector>

#include "bench/machine/cpus.hpp"
#include "bench/machine/system_files.hpp"

namespace parbench {
namespace {

// Beginnings of names: the dynamic loader and glibc, other allocators, OpenMP, TBB.
constexpr std::array<std::string_view, 10> read_by_runtimes{
    "LD_",        "GLIBC_TUNABLES", "MALLOC_", "MIMALLOC_", "TCMALLOC_",
    "JE_MALLOC_", "OMP_",           "GOMP_",   "KMP_",      "TBB_"};

struct Limit {
  const char* name;  // as bash's ulimit and limits.conf call it
  int resource;
};

constexpr Limit recorded_limits[] = {{"as", RLIMIT_AS},           {"cpu", RLIMIT_CPU},
                                     {"data", RLIMIT_DATA},       {"fsize", RLIMIT_FSIZE},
                                     {"memlock", RLIMIT_MEMLOCK}, {"nofile", RLIMIT_NOFILE},
                                     {"nproc", RLIMIT_NPROC},     {"rtprio", RLIMIT_RTPRIO},
                                     {"rttime", RLIMIT_RTTIME},   {"stack", RLIMIT_STACK}};

std::optional<int> own_nice() {
  errno = 0;
  const int nice = getpriority(PRIO_PROCESS, 0);
  return errno == 0 ? std::optional{nice} : std::nullopt;
}

std::optional<std::string> name_of_policy(int policy) {
  constexpr int ext = 7;  // sched_ext: not in this kernel's headers
  switch (policy) {
    case SCHED_OTHER:
      return "other";
    case SCHED_BATCH:
      return "batch";
    case SCHED_IDLE:
      return "idle";
    case SCHED_FIFO:
      return "fifo";
    case SCHED_RR:
      return "rr";
    case SCHED_DEADLINE:
      return "deadline";
    case ext:
      return "ext";
    default:
      return std::nullopt;
  }
}

// By the system call, because libnuma may be missing; a kernel without NUMA answers with ENOSYS.
std::optional<std::string> own_memory_policy() {
  constexpr std::size_t most_nodes = 4096, width = 8 * sizeof(unsigned long);
  std::vector<unsigned long> mask(most_nodes / width);
  int mode = 0;
  if (syscall(SYS_get_mempolicy, &mode, mask.data(), most_nodes, nullptr, 0UL) != 0)
    return std::nullopt;
  constexpr const char* names[] = {
      "default",        "preferred",          "bind", "interleave", "local",
      "preferred many", "weighted interleave"};
  const auto place = static_cast<std::size_t>(mode & ~MPOL_MODE_FLAGS);
  std::string policy = place < std::size(names) ? names[place] : "policy " + std::to_string(place);
  std::vector<int> nodes;
  for (std::size_t node = 0; node < most_nodes; ++node) {
    if ((mask[node / width] >> node % width & 1) != 0) nodes.push_back(static_cast<int>(node));
  }
  return nodes.empty() ? policy : policy + ' ' + cpu_list_text(nodes);
}

std::optional<bool> randomized() {
  const auto system = number_of(read_line("/proc/sys/kernel/randomize_va_space").value_or(""));
  const int mine = personality(0xffffffff);
  if (mine < 0 || !system) return std::nullopt;
  return *system != 0 && (mine & ADDR_NO_RANDOMIZE) == 0;
}

}  // namespace

std::map<std::string, std::string> timing_variables(const char* const* environment) {
  std::map<std::string, std::string> found;
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    if (std::any_of(read_by_runtimes.begin(), read_by_runtimes.end(),
                    [&](std::string_view start) { return entry.starts_with(start); })) {
      found.emplace(entry.substr(0, equals), entry.substr(equals + 1));
    }
  }
  return found;
}

ProcessSettings own_settings() {
  ProcessSettings settings;
  settings.nice = own_nice();
  settings.policy = name_of_policy(sched_getscheduler(0) & ~SCHED_RESET_ON_FORK);
  sched_param parameters{};
  if (sched_getparam(0, &parameters) == 0) settings.priority = parameters.sched_priority;
  settings.memory_policy = own_memory_policy();
  settings.randomized_addresses = randomized();
  settings.variables = timing_variables(environ);
  for (const Limit& limit : recorded_limits) {
    rlimit found{};
    if (getrlimit(static_cast<__rlimit_resource>(limit.resource), &found) != 0) continue;
    settings.limits[limit.name] = found.rlim_cur == RLIM_INFINITY
                                      ? std::nullopt
                                      : std::optional<std::uint64_t>{found.rlim_cur};
  }
  return settings;
}

}  // namespace parbench
