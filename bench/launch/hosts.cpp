#include "bench/launch/hosts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <stdexcept>

#include "bench/machine/system_files.hpp"
#include "bench/units.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

constexpr std::size_t most_hosts = 1000;
constexpr double most_slots = 16384;
constexpr double check_limit_s = 60;  // of a remote shell that must time out on its own

// It becomes a word of a command line.
bool is_name(std::string_view word) {
  const auto allowed = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_';
  };
  return !word.empty() && word.front() != '-' && std::all_of(word.begin(), word.end(), allowed);
}

Host host_of(const std::vector<std::string_view>& words) {
  constexpr std::string_view slots = "slots=";
  if (!is_name(words[0])) {
    throw std::runtime_error(
        fmt::format("'{}' is not a host's name or IPv4 address", printable(std::string(words[0]))));
  }
  Host host{std::string(words[0]), 1, 0, ""};
  for (std::size_t i = 1; i < words.size(); ++i) {
    const bool known = i == 1 && words[i].starts_with(slots);
    const double count = known ? number_of(words[i].substr(slots.size())).value_or(0) : 0;
    if (!(count >= 1 && count <= most_slots) || count != static_cast<int>(count)) {
      throw std::runtime_error(fmt::format("'{}' is not allowed: NAME slots=COUNT, from 1 to {:g}",
                                           printable(std::string(words[i])), most_slots));
    }
    host.slots = static_cast<int>(count);
  }
  return host;
}

std::string text_of(const std::vector<Host>& hosts) {
  std::string text;
  for (const Host& host : hosts)
    text += fmt::format("{}{}:{}", text.empty() ? "" : ",", host.name, host.slots);
  return text;
}

// A worker on each host, which does nothing.
Launch check_of(const FoundRunner& runner, std::size_t hosts) {
  const WorkloadInfo* const conformance = find_workload("conformance");
  Launch launch;
  launch.runner = &runner;
  launch.workload = conformance;
  launch.workload_name = "conformance";
  launch.parameters = {"conformance", conformance->parameters, {{"tasks", std::to_string(hosts)}}};
  launch.workers = static_cast<int>(hosts);
  launch.passes = 1;
  launch.deadline_s = check_limit_s;
  return launch;
}

}  // namespace

std::vector<Host> read_hosts(const std::filesystem::path& path) {
  std::ifstream file{path};
  if (!file || std::filesystem::is_directory(path))
    throw std::runtime_error(fmt::format("cannot read '{}'", printable(path.string())));
  std::vector<Host> hosts;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const auto words = words_of(std::string_view(line).substr(0, line.find('#')));
    if (words.empty()) continue;
    try {
      hosts.push_back(host_of(words));
      const auto same = [&](const Host& other) { return other.name == hosts.back().name; };
      if (std::count_if(hosts.begin(), hosts.end(), same) > 1)
        throw std::runtime_error(fmt::format("{} is given twice", hosts.back().name));
      if (hosts.size() > most_hosts)
        throw std::runtime_error(fmt::format("at most {} hosts", most_hosts));
    } catch (const std::runtime_error& error) {
      throw std::runtime_error(
          fmt::format("{}, line {}: {}", printable(path.string()), number, error.what()));
    }
  }
  if (hosts.empty()) {
    throw std::runtime_error(fmt::format("{} names no host: write NAME slots=COUNT on a line each",
                                         printable(path.string())));
  }
  return hosts;
}

bool takes_hosts(const FoundRunner& runner) {
  return std::find(runner.launch.begin(), runner.launch.end(), hosts_place) != runner.launch.end();
}

void give_hosts(FoundRunner& runner, std::vector<Host>& hosts, Launcher* launcher) {
  runner.hosts = text_of(hosts);
  if (launcher == nullptr) return;
  std::vector<Host> one_each = hosts;
  for (Host& host : one_each) host.slots = 1;
  FoundRunner checked = runner;
  checked.hosts = text_of(one_each);
  const Outcome outcome = launcher->run(check_of(checked, hosts.size()));
  if (!outcome.record) {
    const char* const hint =
        outcome.status == Status::timeout
            ? "; on hosts with several networks OMPI_MCA_btl_tcp_if_include names one (docs/mpi.md)"
            : "";
    runner.absent = fmt::format("not usable on these hosts: {}{}", outcome.reason, hint);
    return;
  }
  for (const HostRecord& told : outcome.record->per_host) {
    for (Host& host : hosts) {
      if (host.name != told.host) continue;
      host.cpus = told.cpus;
      host.cpu_model = told.cpu_model;
    }
  }
}

}  // namespace parbench
