#include "bench/machine/environment.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/machine/environment_keys.hpp"
#include "tests/support/documented.hpp"
#include "tests/support/fake_cpus.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* two_x86 =
    "processor\t: 0\nmodel name\t: Fast CPU @ 3 GHz\nflags\t\t: fpu hypervisor\n\n"
    "processor\t: 1\nmodel name\t: Slow CPU\nflags\t\t: fpu\n";

void write_machine(const TemporaryFolder& root) {
  root.write("/proc/cpuinfo", two_x86);
  root.write("/proc/meminfo", "MemTotal:        4028912 kB\nMemFree: 1 kB\n");
  root.write("/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
  root.write("/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
  root.write("/sys/devices/system/cpu/online", "0-3\n");
  for (const char* cpu : {"0", "1", "2", "3"}) {
    const std::string folder = std::string("/sys/devices/system/cpu/cpu") + cpu;
    root.write(folder + "/topology/thread_siblings_list", cpu[0] < '2' ? "0-1\n" : "2-3\n");
    root.write(folder + "/cpufreq/scaling_governor",
               cpu[0] < '3' ? "powersave\n" : "performance\n");
  }
  root.write("/sys/devices/system/cpu/smt/active", "1\n");
  root.write("/sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
  root.write("/etc/machine-id", "3d1219c7c4c5404aaa1f6d2a48adfda4\n");
  root.write("/.dockerenv", "");
}

RunFacts run_facts() {
  RunFacts run;
  run.run_id = "20250102T030405Z-quick";
  run.preset = "quick";
  run.label = "<b>pc07</b>";
  run.seed = 18446744073709551615U;
  run.command_line = {"parbench", "--out", "/home/ada/runs", "-o=/srv/ada/x", "/home/other/y"};
  run.started_at = "2025-01-02T03:04:05Z";
  run.libraries = {{"oneTBB", "2021.8.0"}};
  run.environment_set = {{"LD_LIBRARY_PATH", "/home/ada/lib:/usr/lib"}};
  run.runners = {{"serial", "serial", "a plain loop", "only 1", "", true},
                 {"tbb", "tasking", "oneTBB", "N threads", "2021.8.0", false}};
  run.workloads = {{"primes", "trial division", "compute"}};
  return run;
}

const Private ada{{"/home/ada"}, {"ada"}};
const BuildInfo build{"0.1.0", "GNU 12.2.0", "-O3 -I/home/ada/include", "Release", "abc123-dirty"};

Cpus four_cpus() { return {4, {0, 1, 2, 3}, 1.5, 1.5, 1, 100}; }

ProcessSettings settings() {
  ProcessSettings settings;
  settings.nice = 5;
  settings.policy = "batch";
  settings.variables = {{"LD_PRELOAD", "/home/ada/lib/malloc.so"}};
  settings.limits = {{"nofile", 1024}, {"stack", std::nullopt}};
  return settings;
}

Json json_of(const RunFacts& run, const BuildInfo& how, const Cpus& cpus, const Machine& machine,
             const ProcessSettings& inherited = settings()) {
  return environment_json({run, how, cpus, machine, inherited}, ada);
}

TEST(Machine, IsReadFromKernelFiles) {
  TemporaryFolder root;
  write_machine(root);
  const Machine machine = read_machine(root.path());
  EXPECT_EQ(machine.cpu_model, "Fast CPU @ 3 GHz");
  EXPECT_EQ(machine.virtual_machine, true);
  EXPECT_EQ(machine.topology.cores.size(), 2U);
  EXPECT_EQ(machine.smt_active, true);
  EXPECT_EQ(machine.governor, "performance,powersave");
  EXPECT_EQ(machine.boost, false);
  EXPECT_EQ(machine.memory_kib, 4028912U);
  EXPECT_EQ(machine.clocksource, "tsc");
  EXPECT_EQ(machine.transparent_huge_pages, "madvise");
  EXPECT_EQ(machine.container, "docker");
  EXPECT_TRUE(machine.kernel && !machine.kernel->empty());
}

TEST(Machine, ReadsCpuModelOfOtherArchitectures) {
  const auto model = [](const char* text) {
    TemporaryFolder root;
    root.write("/proc/cpuinfo", text);
    return read_machine(root.path()).cpu_model;
  };
  EXPECT_EQ(
      model("processor\t: 0\nCPU implementer\t: 0x41\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\n"),
      "ARM implementer 0x41 part 0xd0c variant 0x3");
  EXPECT_EQ(model("processor : 0\ncpu\t\t: POWER9, altivec supported\n"),
            "POWER9, altivec supported");
  EXPECT_EQ(model("processor : 0\nHardware\t: BCM2835\n"), "BCM2835");
  EXPECT_EQ(model("garbage\n:\n"), std::nullopt);
}

TEST(Machine, UnreadableFactsAreNull) {
  TemporaryFolder root;
  root.write("/proc/meminfo", "MemTotal: many kB\n");
  root.write("/sys/kernel/mm/transparent_hugepage/enabled", "garbage\n");
  root.write("/sys/devices/system/cpu/smt/active", "\n");
  const Machine machine = read_machine(root.path());
  const Json json = json_of(run_facts(), {}, {2, {0, 1}, {}, 2, 2, {}}, machine, {});
  for (const char* key : {"cpu_model",
                          "physical_cores",
                          "smt_active",
                          "quota_cpus",
                          "governor",
                          "boost",
                          "virtual_machine",
                          "container",
                          "memory_kib",
                          "transparent_huge_pages",
                          "clocksource",
                          "sockets",
                          "numa_nodes",
                          "threads_per_core",
                          "core_types",
                          "caches",
                          "usable_cores",
                          "offline_cpus",
                          "isolated_cpus",
                          "cpu_weight",
                          "nice",
                          "scheduling_policy",
                          "memory_policy",
                          "randomized_addresses",
                          "compiler",
                          "compiler_flags",
                          "build_type",
                          "git_revision",
                          "parbench_version"}) {
    EXPECT_TRUE(json.at(key).is_null()) << key << ": " << json.at(key);
  }
}

TEST(MachineId, IsStableAndDistinguishesMachines) {
  TemporaryFolder root;
  write_machine(root);
  const Machine machine = read_machine(root.path());
  const std::string id = machine_id(machine, 4);
  EXPECT_EQ(id.size(), 17U);
  EXPECT_EQ(id[0], 'm');
  EXPECT_EQ(machine_id(read_machine(root.path()), 4), id);
  EXPECT_NE(machine_id(machine, 5), id);
  for (const auto& change : std::vector<void (*)(Machine&)>{
           [](Machine& other) { other.cpu_model = "x"; },
           [](Machine& other) { other.memory_kib = 64U << 20; },
           [](Machine& other) { other.architecture = "x"; },
           [](Machine& other) { other.installation = "3d1219c7c4c5404aaa1f6d2a48adfda5"; },
           [](Machine& other) { other.installation.reset(); }}) {
    Machine other = machine;
    change(other);
    EXPECT_NE(machine_id(other, 4), id);
  }
  Machine other_kernel = machine;
  other_kernel.memory_kib = 4020000;
  other_kernel.kernel = "7.0";
  EXPECT_EQ(machine_id(other_kernel, 4), id);
}

TEST(Environment, ContainsRunAndMachine) {
  TemporaryFolder root;
  write_machine(root);
  const Json json = json_of(run_facts(), build, four_cpus(), read_machine(root.path()));
  EXPECT_EQ(json["schema_version"], 1);
  EXPECT_EQ(json["label"], "<b>pc07</b>");
  EXPECT_EQ(json["usable_cpus"], 1.5);
  EXPECT_EQ(json["quota_cpus"], 1.5);
  EXPECT_EQ(json["affinity"], "0-3");
  EXPECT_EQ(json["seed"], 18446744073709551615U);
  EXPECT_EQ(json["memory_kib"], 4028912);
  EXPECT_EQ(json["git_revision"], "abc123-dirty");
  EXPECT_EQ(json["libraries"], Json({{"oneTBB", "2021.8.0"}}));
  EXPECT_EQ(json["runners"][1]["built"], false);
  EXPECT_EQ(json["runners"][0]["version"], nullptr);
  EXPECT_EQ(json["workloads"][0]["kind"], "compute");
  EXPECT_FALSE(json.contains("host_name"));
}

TEST(Environment, SaysHowTheCpusBelongTogether) {
  const FakeCpus machine(2, 4, 2);
  machine.write("/sys/devices/cpu_core/cpus", "0-7\n");
  machine.write("/sys/devices/cpu_atom/cpus", "8-15\n");
  machine.write("/sys/devices/system/cpu/present", "0-17\n");
  machine.write("/sys/devices/system/cpu/isolated", "3\n");
  const Json json = json_of({}, build, {16, {0, 1, 8}, {}, 3, 3, {}}, read_machine(machine.path()));
  EXPECT_EQ(json["sockets"], 2);
  EXPECT_EQ(json["numa_nodes"], 2);
  EXPECT_EQ(json["physical_cores"], 8);
  EXPECT_EQ(json["threads_per_core"], 2);
  EXPECT_EQ(json["usable_cores"], 2);
  EXPECT_EQ(json["offline_cpus"], "16-17");
  EXPECT_EQ(json["isolated_cpus"], "3");
  EXPECT_EQ(json["core_types"], Json({{"P", "0-7"}, {"E", "8-15"}}));
  EXPECT_EQ(json["caches"], Json({{"L1d", "32 KiB x 8, each of 2 CPUs"},
                                  {"L1i", "32 KiB x 8, each of 2 CPUs"},
                                  {"L2", "1024 KiB x 8, each of 2 CPUs"},
                                  {"L3", "16384 KiB x 2, each of 8 CPUs"}}));
}

TEST(Environment, SaysWhatTheTrialsInherit) {
  const Json json = json_of({}, build, four_cpus(), {});
  EXPECT_EQ(json["nice"], 5);
  EXPECT_EQ(json["scheduling_policy"], "batch");
  EXPECT_EQ(json["scheduling_priority"], 0);
  EXPECT_EQ(json["environment_inherited"], Json({{"LD_PRELOAD", "~/lib/malloc.so"}}));
  EXPECT_EQ(json["limits"], Json({{"nofile", 1024}, {"stack", "unlimited"}}));
  EXPECT_EQ(json["cpu_weight"], 100);
}

TEST(Environment, NamesOnlyVulnerabilitiesThatTheCpuHas) {
  const TemporaryFolder root;
  const std::string folder = "/sys/devices/system/cpu/vulnerabilities/";
  root.write(folder + "meltdown", "Not affected\n");
  root.write(folder + "spectre_v2", "Vulnerable\n");
  const Json json = json_of({}, build, four_cpus(), read_machine(root.path()));
  EXPECT_EQ(json["mitigations"], Json({{"spectre_v2", "Vulnerable"}}));
}

// docs/environment.md; with PARBENCH_UPDATE_DOCS=1 its table is written anew.
TEST(Environment, KeysAreDocumented) {
  const auto yes = [](bool it_is) { return it_is ? "yes" : "no"; };
  std::string table = "| Key | Type | compare | --resume | Meaning |\n|---|---|---|---|---|\n";
  for (const EnvironmentKey& key : environment_keys()) {
    const bool both = key.difference == Difference::everywhere;
    table += fmt::format("| `{}` | {} | {} | {} | {} |\n", key.name, key.type,
                         yes(both || key.difference == Difference::compare),
                         yes(both || key.difference == Difference::resume), key.meaning);
  }
  expect_documented("environment.md", "## Keys", table);
}

TEST(Environment, HasNoLabelThatWasNotGiven) {
  EXPECT_FALSE(json_of({}, build, four_cpus(), {}).contains("label"));
}

TEST(Environment, WritesEmptyListsAsLists) {
  const Json json = json_of({}, build, four_cpus(), {});
  EXPECT_TRUE(json["command_line"].is_array());
  EXPECT_TRUE(json["runners"].is_array());
  EXPECT_TRUE(json["libraries"].is_object());
  EXPECT_TRUE(json["environment_set"].is_object());
}

TEST(Environment, ContainsNoUserNames) {
  TemporaryFolder root;
  write_machine(root);
  RunFacts run = run_facts();
  const std::string text = json_text(json_of(run, build, four_cpus(), read_machine(root.path())));
  for (const char* trace : {"ada", "/home", "other/", "3d1219c7"}) {
    EXPECT_EQ(text.find(trace), std::string::npos) << trace;
  }
  EXPECT_NE(text.find("~/runs"), std::string::npos);
  EXPECT_NE(text.find("~/lib:/usr/lib"), std::string::npos);
  run.host_name = "engine";
  EXPECT_EQ(json_of(run, build, four_cpus(), {})["host_name"], "engine");
}

TEST(Environment, AcceptsInvalidUtf8) {
  RunFacts run = run_facts();
  run.command_line = {"\xff\xfe"};
  EXPECT_NO_THROW(json_text(json_of(run, build, four_cpus(), {})));
}

TEST(WithoutPrivate, ReplacesOnlyWholePathComponents) {
  const Private secrets{{"/root", "/", ""}, {"tbb", "root", ""}};
  EXPECT_EQ(without_private("/rootless/x", secrets), "/rootless/x");
  EXPECT_EQ(without_private("/root", secrets), "~");
  EXPECT_EQ(without_private("--out=/root/x,/root", secrets), "--out=~/x,~");
  EXPECT_EQ(without_private("-I/root/include", secrets), "-I~/include");
  EXPECT_EQ(without_private("tbb", secrets), "tbb");
  EXPECT_EQ(without_private("--runners=tbb,openmp", secrets), "--runners=tbb,openmp");
  EXPECT_EQ(without_private("/srv/tbb/x /srv/tbb", secrets), "/srv/USER/x /srv/USER");
  EXPECT_EQ(without_private("tbb/results", secrets), "USER/results");
  EXPECT_EQ(without_private("/srv/tbbx/atbb/x", secrets), "/srv/tbbx/atbb/x");
  EXPECT_EQ(without_private("/srv/root/x", {{}, {"root"}}), "/srv/root/x");  // names nobody
  EXPECT_EQ(without_private("/home/", secrets), "/home/");
}

}  // namespace
}  // namespace parbench
