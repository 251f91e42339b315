// The named runs: quick, standard, thorough, claims. A preset is a list of experiments, because a
// real study is no cross product.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace parbench {

// Runners and workers left empty mean the preset's own; worker counts are words ("4", "cpus",
// "2xcpus", "1-8").
struct PresetExperiment {
  std::string workload;
  std::map<std::string, std::string> parameters;
  std::vector<std::string> runners;
  std::string workers;
  bool traced = false;  // --trace for its cells
};

struct Preset {
  std::string name;
  std::string about;
  double min_sample_s;
  int blocks;  // as many as the time limit allows, at most these
  int least_blocks;
  double limit_s;  // of the whole run, by estimate
  std::string workers;
  std::vector<std::string> runners;
  std::vector<PresetExperiment> experiments;
};

const std::vector<Preset>& presets();
const Preset* find_preset(const std::string& name);

}  // namespace parbench
