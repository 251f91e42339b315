// What a run's rows say has been done, whether they were measured now or by an earlier session.
// Never writes a row, never decides what comes next.
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

// A disturbed trial is repeated at the end of its block, so often at most.
inline constexpr int most_attempts = 3;

class History {
 public:
  // Refers to the plan: its cells and experiments must stay.
  explicit History(const Plan& plan);

  // In the order of the rows. Throws std::runtime_error that names what is no part of the plan, or
  // stands there twice.
  void add(const Sample& sample);

  bool done(const PlannedTrial& trial) const;
  bool given_up(std::size_t cell) const { return given_up_.contains(cell); }
  std::optional<std::uint64_t> passes(std::size_t cell) const;

  // The place for one more trial of the block, after all that are planned or there already.
  int next_position(const Block& block) const;
  int next_probe_position(std::size_t cell, int block) const;

  // The block's slots that ended ok but never undisturbed, each as its next attempt; the serial
  // ones first: the others need them.
  std::vector<PlannedTrial> disturbed(const Block& block) const;

  std::optional<Block> last_block() const { return last_; }
  std::uint64_t rows() const { return rows_; }
  std::uint64_t repeats() const { return repeats_; }  // rows beyond the plan, their references too
  bool failed() const { return failed_; }             // a trial neither ok nor unsupported
  const std::vector<double>& clean_probes_cpu_s(std::size_t cell) const;

  // Slots of workloads whose trials are judged, and how many of them are disturbed.
  struct Slots {
    int judged = 0, disturbed = 0;
    bool too_busy() const { return 2 * disturbed > judged; }
  };
  Slots slots(std::size_t experiment) const;
  Slots slots() const;

 private:
  using SlotKey = std::tuple<std::size_t, std::string, double>;  // cell, role, slowdown
  struct Slot {
    int attempts = 0, ok = 0;
    bool clean = false;
  };
  struct Done {
    std::set<int> positions;
    std::map<SlotKey, Slot> slots;
  };
  using Key = std::pair<std::size_t, int>;  // experiment (or probe's cell), block

  void add_probe(const Sample& sample, std::size_t cell);

  const Plan& plan_;
  std::map<std::tuple<std::string, std::string, std::string, int>, std::size_t> cells_;
  std::map<std::pair<std::string, std::string>, std::size_t> groups_;
  std::map<Key, Done> blocks_;
  std::map<Key, std::set<int>> probes_;
  std::map<std::size_t, std::vector<double>> probe_cpu_s_;
  std::map<std::size_t, std::uint64_t> passes_;
  std::set<std::size_t> given_up_;
  std::vector<int> planned_in_block_;
  std::optional<Block> last_;
  std::uint64_t rows_ = 0, repeats_ = 0;
  bool failed_ = false;
};

}  // namespace parbench
