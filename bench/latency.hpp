// Latencies of requests that arrive on a schedule, as one worker counts them.
//
// The histogram is log-linear, as HdrHistogram's is (Tene): 64 buckets from each power of two to the next.
// It is our own, because Debian 12 packages no such library for C or C++.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace parbench {

// Counts of whole nanoseconds below 2^63. A bucket [lower, upper) is at most 1/64 of `lower` wide, or
// holds a single value. Copyable bytes, for memory that processes share.
class LatencyHistogram {
 public:
  static constexpr std::size_t per_doubling = 64;
  static constexpr std::size_t buckets = per_doubling * 58;

  static constexpr std::size_t bucket_of(std::uint64_t ns) {
    if (ns < per_doubling) return ns;
    const auto shift = static_cast<std::size_t>(std::bit_width(ns)) - 7;
    return shift * per_doubling + static_cast<std::size_t>(ns >> shift);
  }

  static constexpr std::uint64_t lower_ns(std::size_t bucket) {
    if (bucket < 2 * per_doubling) return bucket;
    const std::size_t shift = bucket / per_doubling - 1;
    return (std::uint64_t{per_doubling} + bucket % per_doubling) << shift;
  }
  static constexpr std::uint64_t upper_ns(std::size_t bucket) { return lower_ns(bucket + 1); }

  void add(std::uint64_t ns) { ++counts_[bucket_of(ns)]; }

  void add(const LatencyHistogram& other) {
    for (std::size_t bucket = 0; bucket < buckets; ++bucket)
      counts_[bucket] += other.counts_[bucket];
  }

  std::uint64_t count(std::size_t bucket) const { return counts_[bucket]; }

  // The smallest value that at least `rank` of the counted ones do not exceed, rank >= 1, rounded up to
  // the largest of its bucket: never too short, and less than 1/64 too long.
  std::uint64_t quantile_ns(std::uint64_t rank) const {
    std::size_t bucket = 0;
    for (std::uint64_t seen = counts_[0]; seen < rank && bucket + 1 < buckets;)
      seen += counts_[++bucket];
    return upper_ns(bucket) - 1;
  }

 private:
  std::array<std::uint64_t, buckets> counts_{};
};

// One request of an open loop; moments in ns of CLOCK_MONOTONIC.
struct ServedRequest {
  std::int64_t arrival_ns = 0;  // intended: whoever comes late makes the request wait
  std::int64_t begin_ns = 0;    // of the work on it
  std::int64_t end_ns = 0;
  bool warm_up = false;    // not in the means and the histogram
  bool failed = false;     // nor is this
  bool left_over = false;  // its work began after the last arrival of the pass, which is another's
};

// What one worker served since the timed passes began; sums in ns.
struct LatencyAccount {
  LatencyHistogram histogram;
  std::uint64_t requests = 0;  // in the histogram and in the next four
  std::int64_t latency_ns = 0, queue_wait_ns = 0, service_ns = 0, max_ns = 0;
  // Of all requests:
  std::int64_t busy_ns = 0;
  std::uint64_t completed = 0, errors = 0, left_over = 0;
  std::int64_t last_arrival_ns = 0,
               last_end_ns = 0;  // moments; of the last pass in which it served

  void add(const ServedRequest& request) {
    busy_ns += request.end_ns - request.begin_ns;
    last_arrival_ns = std::max(last_arrival_ns, request.arrival_ns);
    last_end_ns = request.end_ns;
    left_over += request.left_over ? 1U : 0U;
    (request.failed ? errors : completed) += 1;
    if (request.warm_up || request.failed) return;
    const std::int64_t ns = std::max<std::int64_t>(request.end_ns - request.arrival_ns, 0);
    histogram.add(static_cast<std::uint64_t>(ns));
    ++requests;
    latency_ns += ns;
    max_ns = std::max(max_ns, ns);
    queue_wait_ns += request.begin_ns - request.arrival_ns;
    service_ns += request.end_ns - request.begin_ns;
  }
};

}  // namespace parbench
