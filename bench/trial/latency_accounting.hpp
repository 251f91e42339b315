// Adds up what the workers of an open loop have served in the timed passes.
#pragma once

#include <cstdint>
#include <optional>

#include "bench/latency.hpp"
#include "bench/record.hpp"
#include "bench/shared_memory.hpp"

namespace parbench {

class LatencyAccounting {
 public:
  // An account for each of the workers, in memory that forked ones share; none for 0.
  explicit LatencyAccounting(int workers) : accounts_{static_cast<std::size_t>(workers)} {}

  // Null if there are none.
  LatencyAccount* of(std::size_t worker) const {
    return accounts_.size() == 0 ? nullptr : &accounts_[worker];
  }

  void begin();  // of the timed passes: forgets everything
  void end_pass(std::int64_t pass_start_ns);

  // Since begin(), of that many passes; nullopt if there are no accounts.
  std::optional<Latency> result(double rate_per_s, std::uint64_t passes) const;

 private:
  SharedArray<LatencyAccount> accounts_;
  std::int64_t arrivals_ns_ = 0, time_ns_ = 0;  // until the last arrival, the last completion; sums
};

}  // namespace parbench
