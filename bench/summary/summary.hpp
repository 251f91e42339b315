// From samples to what stopping needs of each cell: medians and intervals of time and speedup.
// Verdicts are Python's; tests/support/statistics_fixture.json holds both to the same figures.
//
// The speedup of a cell is paired inside blocks: each trial is compared with the mean of the
// nearest serial trials before and after it, a block gives one value, and the median is taken over
// the logarithms. Disturbed trials are counted and excluded.
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
  int disturbed = 0;  // of the trials that ended ok
  int failed = 0;     // trials that ended otherwise; the last one's status and reason:
  Status status = Status::ok;
  std::string reason;
  int blocks = 0;                 // with an undisturbed trial
  int paired = 0;                 // of these with an undisturbed base too
  std::optional<double> wall_s;   // median over blocks, per pass
  std::optional<double> speedup;  // of the base 1 by definition; empty where no block has a base
  std::optional<Interval> speedup_range;  // from six paired blocks on
  std::optional<Interval> wall_range;     // from six blocks on
};

class Summary {
 public:
  // Keeps some 24 bytes of it.
  void add(const Sample& sample);

  // The measured cells of the workload with these parameters (JSON), by runner and workers.
  std::vector<CellSummary> cells(const std::string& workload, const std::string& params) const;

 private:
  struct Trial {
    double wall_s;
    int block, position;
    std::uint32_t session;
    bool undisturbed;
  };
  struct Trials {
    std::vector<Trial> ok;
    int failed = 0;
    Status status = Status::ok;
    std::string reason;
  };
  using CellKey = std::pair<std::string, int>;                // runner, workers
  using ExperimentKey = std::pair<std::string, std::string>;  // workload, params
  using Cells = std::map<CellKey, Trials>;
  using Bases = std::map<int, std::vector<Trial>>;  // by block

  static Bases bases_of(const Cells& cells);
  static std::optional<Trial> base_of(const Trial& trial, const Bases& bases);
  static CellSummary summarize(const CellKey& key, const Trials& trials, const Bases& bases);

  std::map<std::string, std::uint32_t> sessions_;
  std::map<ExperimentKey, Cells> cells_;
};

}  // namespace parbench
