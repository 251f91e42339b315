// The machines of --hosts, on which the workers of a runner run whose `launch` has `{hosts}`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/launch/launch.hpp"
#include "bench/launch/runners.hpp"

namespace parbench {

struct Host {
  std::string name;
  int slots = 1;  // share of the workers
  int cpus = 0;   // as the host tells; 0: not asked
  std::string cpu_model;
};

// "NAME [slots=COUNT]" on each line; '#' begins a comment. Throws std::runtime_error with one line.
std::vector<Host> read_hosts(const std::filesystem::path& path);

bool takes_hosts(const FoundRunner& runner);

// Gives the runner these hosts. With a launcher: if a trial with a worker on each of them ends well,
// which fills in what each host tells; else says in `absent` why not.
void give_hosts(FoundRunner& runner, std::vector<Host>& hosts, Launcher* launcher);

}  // namespace parbench
