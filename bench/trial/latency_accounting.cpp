#include "bench/trial/latency_accounting.hpp"

#include <algorithm>

namespace parbench {
namespace {

struct Level {
  std::uint64_t per_mille;
  std::optional<double> Latency::*member;
};

constexpr Level levels[] = {{500, &Latency::p50_s},
                            {900, &Latency::p90_s},
                            {990, &Latency::p99_s},
                            {999, &Latency::p999_s}};

// Divided, because a whole number of ns then gives the double nearest to the decimal.
double seconds(std::int64_t ns) { return static_cast<double>(ns) / 1e9; }
double seconds_of(std::uint64_t ns) { return static_cast<double>(ns) / 1e9; }

double ratio(double a, double b) { return b > 0 ? a / b : 0; }

std::vector<LatencyBucket> filled(const LatencyHistogram& histogram) {
  std::vector<LatencyBucket> buckets;
  for (std::size_t i = 0; i < LatencyHistogram::buckets; ++i) {
    if (histogram.count(i) == 0) continue;
    buckets.push_back({seconds_of(LatencyHistogram::lower_ns(i)),
                       seconds_of(LatencyHistogram::upper_ns(i)), histogram.count(i)});
  }
  return buckets;
}

void add_quantiles(const LatencyAccount& all, Latency& latency) {
  for (const Level& level : levels) {
    // Fewer requests than 1 / (1 - q) hold nothing beyond the quantile.
    if (all.requests * (1000 - level.per_mille) < 1000) continue;
    const std::uint64_t rank = (all.requests * level.per_mille + 999) / 1000;
    const auto longest = static_cast<std::uint64_t>(all.max_ns);
    latency.*level.member = seconds_of(std::min(all.histogram.quantile_ns(rank), longest));
  }
}

}  // namespace

void LatencyAccounting::begin() {
  for (LatencyAccount& account : accounts_) account = {};
  arrivals_ns_ = time_ns_ = 0;
}

void LatencyAccounting::end_pass(std::int64_t pass_start_ns) {
  std::int64_t last_arrival_ns = pass_start_ns, last_end_ns = pass_start_ns;
  for (const LatencyAccount& account : accounts_) {
    last_arrival_ns = std::max(last_arrival_ns, account.last_arrival_ns);
    last_end_ns = std::max(last_end_ns, account.last_end_ns);
  }
  arrivals_ns_ += last_arrival_ns - pass_start_ns;
  time_ns_ += last_end_ns - pass_start_ns;
}

std::optional<Latency> LatencyAccounting::result(double rate_per_s, std::uint64_t passes) const {
  if (accounts_.size() == 0) return std::nullopt;
  LatencyAccount all;
  for (const LatencyAccount& account : accounts_) {
    all.histogram.add(account.histogram);
    all.requests += account.requests;
    all.latency_ns += account.latency_ns;
    all.queue_wait_ns += account.queue_wait_ns;
    all.service_ns += account.service_ns;
    all.max_ns = std::max(all.max_ns, account.max_ns);
    all.busy_ns += account.busy_ns;
    all.completed += account.completed;
    all.errors += account.errors;
    all.left_over += account.left_over;
  }
  Latency latency;
  latency.rate_per_s = rate_per_s;
  latency.achieved_per_s = ratio(static_cast<double>(all.completed), seconds(time_ns_));
  latency.requests = all.requests;
  if (all.requests > 0) {
    const auto requests = static_cast<double>(all.requests);
    latency.queue_wait_s = seconds(all.queue_wait_ns) / requests;
    latency.service_s = seconds(all.service_ns) / requests;
    latency.latency_s = seconds(all.latency_ns) / requests;
    latency.max_s = seconds(all.max_ns);
    add_quantiles(all, latency);
  }
  const double worker_s = seconds(time_ns_) * static_cast<double>(accounts_.size());
  latency.utilisation = ratio(seconds(all.busy_ns), worker_s);
  latency.unserved = ratio(static_cast<double>(all.left_over), static_cast<double>(passes));
  latency.errors = all.errors;
  latency.offered_per_s =
      ratio(static_cast<double>(all.completed + all.errors), seconds(arrivals_ns_));
  latency.buckets = filled(all.histogram);
  return latency;
}

}  // namespace parbench
