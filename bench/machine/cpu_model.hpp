// The CPU's name as /proc/cpuinfo gives it, which differs by architecture. Never the name of the
// machine.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace parbench {

struct CpuModel {
  std::optional<std::string> name;
  std::optional<bool> virtual_machine;  // only x86 says so
};

CpuModel read_cpu_model(const std::filesystem::path& root);

}  // namespace parbench
