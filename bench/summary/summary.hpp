// From samples to one line per cell: median time, speedup over the serial base, failures. Never
// prints, never decides.
//
// The speedup of a cell is paired inside blocks: each trial is compared with the mean of the
// nearest serial trials before and after it, a block gives one value, and the median is taken over
// the logarithms. Trials marked disturbed are counted and left out. The charts follow the same
// rules.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bench/sample.hpp"
#include "bench/summary/order_statistics.hpp"

namespace parbench {

struct CellSummary {
  std::string runner;
  int workers = 1;
  int ok = 0;         // trials that ended ok, disturbed ones among them
  int disturbed = 0;  // of these
  int failed = 0;     // trials that ended otherwise; the last one's status and reason:
  Status status = Status::ok;
  std::string reason;
  int blocks = 0;                       // with a clean trial
  int paired = 0;                       // of these with a clean base too
  std::optional<double> wall_s, cpu_s;  // medians over blocks, a pass
  std::optional<double> speedup;  // of the base 1 by definition; nothing where no block has a base
  std::optional<double> efficiency;       // speedup / workers
  std::optional<Interval> speedup_range;  // from six paired blocks on
  std::optional<Interval> wall_range;     // from six blocks on
};

// One workload with one set of parameters.
struct ExperimentSummary {
  std::string workload;
  std::string params;              // JSON
  int blocks = 0;                  // most that any cell has
  bool based = false;              // has a serial base
  std::vector<CellSummary> cells;  // in the registry's order, then by workers
};

class Summary {
 public:
  // The orders of the registries; names that they lack follow in the order of their first sample.
  Summary(std::vector<std::string> workloads, std::vector<std::string> runners);

  // Keeps some 40 bytes of it.
  void add(const Sample& sample);

  // In the registry's order of workloads, then by parameters; of one workload only when it is
  // given. A run shuffles its cells, so the order of samples says nothing.
  std::vector<ExperimentSummary> experiments(const std::string& workload = {}) const;

 private:
  struct Trial {
    double wall_s, cpu_s;  // cpu_s below 0: unknown
    int block, position;
    std::uint32_t session;
    bool clean;
  };
  struct Trials {
    std::vector<Trial> ok;
    int failed = 0;
    Status status = Status::ok;
    std::string reason;
  };
  using CellKey = std::pair<std::size_t, int>;                // place of the runner, workers
  using ExperimentKey = std::pair<std::size_t, std::string>;  // place of the workload, params
  struct InOrder {
    bool operator()(const ExperimentKey& a, const ExperimentKey& b) const;
  };
  using Cells = std::map<CellKey, Trials>;
  using Bases = std::map<int, std::vector<Trial>>;  // by block

  Bases bases_of(const Cells& cells) const;
  static std::optional<Trial> base_of(const Trial& trial, const Bases& bases);
  CellSummary summarize(const CellKey& key, const Trials& trials, const Bases& bases) const;

  std::vector<std::string> workloads_, runners_;
  std::map<std::string, std::uint32_t> sessions_;
  std::map<ExperimentKey, Cells, InOrder> cells_;
};

}  // namespace parbench
