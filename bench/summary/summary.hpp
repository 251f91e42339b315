// From samples to what stopping needs of each cell: one value per block.
// Verdicts are Python's; tests/support/statistics_fixture.json holds both to the same figures.
//
// The speedup of a cell is paired inside blocks: each trial is compared with the mean of the
// nearest serial trials before and after it; two builds' trials with each other. Disturbed trials are counted and excluded.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bench/plan/plan.hpp"
#include "bench/sample.hpp"
#include "bench/summary/statistics.hpp"

namespace parbench {

struct CellSummary {
  std::string runner;
  int workers = 1;
  int disturbed = 0;  // of the trials that ended ok
  int failed = 0;     // trials that ended otherwise; the last one's status and reason:
  Status status = Status::ok;
  std::string reason;
  int blocks = 0;                // with an undisturbed trial
  std::optional<double> wall_s;  // median over blocks, per pass
  // By block: ln(base / cell) where the base is undisturbed too; of the base itself ln(seconds).
  std::vector<double> logs;
};

class Summary {
 public:
  // Keeps some 24 bytes of it.
  void add(const Sample& sample);

  // The measured cells of the workload with these parameters (JSON), by runner and workers; blocks
  // from `before_block` on do not count.
  std::vector<CellSummary> cells(const std::string& workload, const std::string& params,
                                 int before_block = std::numeric_limits<int>::max()) const;

  // Of a pair of cells (see Experiment::paired): ln(second / first), one value per block, by its
  // first attempt of one session in which both are undisturbed.
  std::vector<double> pair_logs(const Cell& first, const Cell& second, int before_block) const;

 private:
  struct Trial {
    double wall_s;
    int block, position, attempt;
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
  static CellSummary summarize(const CellKey& key, const Trials& trials, const Bases& bases,
                               int before_block);

  std::map<std::string, std::uint32_t> sessions_;
  std::map<ExperimentKey, Cells> cells_;
};

}  // namespace parbench
