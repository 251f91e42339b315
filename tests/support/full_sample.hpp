// A sample with an unusual value in every field, and ways to compare what was read back. Never a
// measured one.
#pragma once

#include <gtest/gtest.h>

#include <limits>
#include <optional>

#include "bench/limits.hpp"
#include "bench/output/sample_file.hpp"
#include "bench/output/sample_rows.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {

inline Sample full_sample() {
  Sample sample;
  sample.run_id = "20250102T030405Z-quick";
  sample.machine_id = "m0123456789abcdef";
  sample.session = "1";
  sample.block = 3;
  sample.position = 17;
  sample.attempt = 2;
  sample.role = "twin_a";
  sample.status = Status::wrong_result;
  sample.reason = "said \"no\", then\nleft\r\n; comma, ünïcode ✓, 'quote'";
  sample.exit_signal = 11;
  sample.disturbance = "foreign";
  sample.workload = "primes";
  sample.params = R"({"count":128,"set":"even"})";
  sample.runner = "thread_pool";
  sample.workers = 16;
  sample.helper_cpu_s = 1e-9;
  sample.usable_cpus = 1.5;
  sample.started_at = "2025-01-02T03:04:05Z";
  sample.slowdown = 0.05;
  TrialRecord& record = sample.record.emplace();
  record.tasks = most_counted;
  record.passes = 0;
  record.setup_s = 0.1;
  record.cold_s = longest_s;
  record.wall_s = std::numeric_limits<double>::denorm_min();
  record.wall_min_s = std::numeric_limits<double>::min();
  record.wall_max_s = 0.30000000000000004;
  record.teardown_s = 0.0;
  record.cpu_s = 123456789.12345679;
  record.workers_seen = 15;
  record.max_in_flight = 14;
  record.foreign_cpu_s = 0.25;
  record.steal_s = 1.0 / 3;
  record.throttled_s = 2.0;
  record.runq_wait_s = 123456789.12345679;
  record.voluntary_switches = most_counted;
  record.involuntary_switches = 0;
  record.peak_rss_kib = 4096;
  record.digest = {0x00ab};
  record.observed = Observed{16, "connections"};
  return sample;
}

// The one sample of the folder's samples.csv.
inline Sample only(const TemporaryFolder& folder) {
  std::optional<Sample> found;
  const auto result =
      read_samples(folder.path() / "samples.csv", [&](const Sample& s) { found = s; });
  EXPECT_EQ(result.errors, std::vector<std::string>{});
  EXPECT_EQ(result.rows, 1U);
  return found.value_or(Sample());
}

// All fields, through the very text that is written.
inline void expect_equal(const Sample& a, const Sample& b) {
  EXPECT_EQ(sample_fields(a), sample_fields(b));
}

}  // namespace parbench
