// The presets: quick, standard, thorough, claims, families, sharing. A preset is a list of experiments, because a
// study is not a cross product.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace parbench {

// Empty runners and workers mean those of the preset; worker counts are text ("4", "cores",
// "cpus", "2xcpus", "1-8").
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
  int blocks;  // at most; as many as fit into the time limit
  int least_blocks;
  double limit_s;  // for the estimated time of the whole run
  std::string workers;
  std::vector<std::string> runners;
  std::vector<PresetExperiment> experiments;
};

const std::vector<Preset>& presets();
std::vector<std::string> preset_names();
const Preset* find_preset(const std::string& name);

}  // namespace parbench
