// What has been done according to the rows of this session and of earlier ones.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "bench/plan/block_order.hpp"
#include "bench/sample.hpp"

namespace parbench {

// Of a disturbed trial, which is repeated at the end of its block.
inline constexpr int most_attempts = 3;

class History {
 public:
  // Keeps a reference to the plan, whose cells and experiments may only grow.
  explicit History(const Plan& plan);

  // After the plan has grown.
  void know_new_cells();

  // In the order of the rows. Throws std::runtime_error if the row is not part of the plan, or was
  // added before.
  void add(const Sample& sample);

  bool done(const PlannedTrial& trial) const;
  bool given_up(std::size_t cell) const { return given_up_.contains(cell); }
  std::optional<std::uint64_t> passes(std::size_t cell) const;

  // The position for one more trial of the block, after all that are planned or done.
  int next_position(const Block& block) const;
  int next_probe_position(std::size_t cell, int block) const;

  // The block's planned trials that ended ok but never undisturbed, each as its next attempt;
  // serial ones first, because the others need them. Of a pair both, until one attempt of both is
  // undisturbed: they are only compared side by side.
  std::vector<PlannedTrial> disturbed(const Block& block) const;

  std::optional<Block> last_block() const { return last_; }
  std::uint64_t rows() const { return rows_; }        // without probes
  std::uint64_t repeats() const { return repeats_; }  // rows beyond the plan, with their references
  bool failed() const { return failed_; }             // a trial ended neither ok nor unsupported
  // Why no trial of the plan could run, of the last one; empty if one could.
  const std::string& nothing_ran() const { return nothing_ran_; }
  const std::vector<double>& undisturbed_probes_cpu_s(std::size_t cell) const;

  // Planned trials that ended ok, and how many of them never ended undisturbed.
  struct Counts {
    int judged = 0, disturbed = 0;
    bool too_busy() const { return 2 * disturbed > judged; }
  };
  Counts counts(std::size_t experiment) const;
  Counts counts() const;  // of all workloads that are judged for the load of other programs

 private:
  using TrialKey = std::tuple<std::size_t, std::string, double>;  // cell, role, slowdown
  struct Attempts {
    int made = 0, ok = 0;
    std::set<int> undisturbed;  // which of them
  };
  struct Done {
    std::set<int> positions;
    std::map<TrialKey, Attempts> trials;
  };
  using Key = std::pair<std::size_t, int>;  // experiment (or cell of a probe), block

  void add_probe(const Sample& sample, std::size_t cell);
  int planned_in(const Block& block) const;
  bool needs_repeat(const PlannedTrial& trial, const Done& done) const;

  const Plan& plan_;
  std::map<std::tuple<std::string, std::string, std::string, int>, std::size_t> cells_;
  std::map<std::pair<std::string, std::string>, std::size_t> experiments_;
  std::map<Key, Done> blocks_;
  std::map<Key, std::set<int>> probes_;
  std::map<std::size_t, std::vector<double>> probe_cpu_s_;
  std::map<std::size_t, std::uint64_t> passes_;
  std::set<std::size_t> given_up_;
  mutable std::map<Key, int> planned_in_block_;  // trials
  std::optional<Block> last_;
  std::uint64_t rows_ = 0, repeats_ = 0;
  bool failed_ = false, one_ran_ = false;
  std::string nothing_ran_;
};

}  // namespace parbench
