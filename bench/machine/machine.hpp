// What can be read about the machine that affects timings; what cannot be read is nullopt.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "bench/machine/topology.hpp"

namespace parbench {

struct Machine {
  std::optional<std::string> cpu_model;
  Topology topology;
  std::optional<std::string> isolated_cpus;        // a list
  std::map<std::string, std::string> mitigations;  // by vulnerability that the CPU has
  std::optional<bool> smt_active;
  std::optional<bool> virtual_machine;  // as the CPU reports it
  std::optional<std::string> governor;  // of all CPUs, several joined by a comma
  std::optional<bool> boost;            // may the clock exceed its nominal rate
  std::optional<std::uint64_t> memory_kib;
  std::optional<std::string> kernel;  // release
  std::optional<std::string> architecture;
  std::optional<std::string> clocksource;
  std::optional<std::string> transparent_huge_pages;  // always, madvise, never
  std::optional<std::string> container;     // docker, podman, lxc, …; nullopt: none found
  std::optional<std::string> installation;  // /etc/machine-id: only hashed, never written
};

// The machine whose /proc, /sys and /etc are under `root`.
Machine read_machine(const std::filesystem::path& root = "/");

// "m" and 16 hexadecimal digits: the same in every run on this installation; its inputs cannot be
// recovered from it.
std::string machine_id(const Machine& machine, int logical_cpus);

}  // namespace parbench
