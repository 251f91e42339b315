#include "bench/plan/disturbance.hpp"

#include <gtest/gtest.h>

namespace parbench {
namespace {

Cpus cpus_of(int affinity, std::optional<double> quota = {}) {
  Cpus cpus;
  cpus.logical = affinity;
  for (int cpu = 0; cpu < affinity; ++cpu) cpus.affinity.push_back(cpu);
  cpus.quota = quota;
  cpus.usable = std::min(static_cast<double>(affinity), quota.value_or(affinity));
  cpus.usable_whole = std::max(1, static_cast<int>(cpus.usable));
  return cpus;
}

// Ten passes of 0.1 s: 1 s of wall time. Nothing could be read.
Sample trial(int workers = 1) {
  Sample sample;
  sample.workers = workers;
  sample.record.emplace();
  sample.record->wall_s = 0.1;
  sample.record->passes = 10;
  sample.record->cpu_s = 0.1 * workers;
  return sample;
}

std::string judged(const Sample& sample, const Cpus& cpus) {
  return disturbance_of(sample, 1, cpus);
}

std::string with_foreign(double foreign_s, const Cpus& cpus, int workers = 1, double pass_s = 0.1) {
  Sample sample = trial(workers);
  sample.record->wall_s = pass_s;
  sample.record->foreign_cpu_s = foreign_s;
  return judged(sample, cpus);
}

std::string with_steal(double steal_s, const Cpus& cpus, double pass_s = 0.1) {
  Sample sample = trial();
  sample.record->wall_s = pass_s;
  sample.record->foreign_cpu_s = 0;
  sample.record->steal_s = steal_s;
  return judged(sample, cpus);
}

std::string with_queue(double wait_s, const Cpus& cpus, int workers, double pass_s = 0.1) {
  Sample sample = trial(workers);
  sample.record->wall_s = pass_s;
  sample.record->runq_wait_s = wait_s;
  return judged(sample, cpus);
}

TEST(Foreign, StartsAtFivePercentOfUsableCpus) {
  EXPECT_EQ(with_foreign(0.099, cpus_of(2)), "");
  EXPECT_EQ(with_foreign(0.101, cpus_of(2)), "foreign");
  EXPECT_EQ(with_foreign(0.101, cpus_of(4)), "");
  EXPECT_EQ(with_foreign(0.201, cpus_of(4)), "foreign");
}

TEST(Foreign, IgnoresLessThanTheResolution) {
  EXPECT_EQ(with_foreign(0.0149, cpus_of(2), 1, 0.01), "");  // 7 % of it
  EXPECT_EQ(with_foreign(0.0151, cpus_of(2), 1, 0.01), "foreign");
}

TEST(Foreign, CountsOnlyWhatDoesNotFitBeyondEightCpus) {
  EXPECT_EQ(with_foreign(0.41, cpus_of(8)), "foreign");
  EXPECT_EQ(with_foreign(0.46, cpus_of(9)), "");         // fits on the 8 others
  EXPECT_EQ(with_foreign(8.44, cpus_of(9)), "");         // 0.44 does not
  EXPECT_EQ(with_foreign(8.46, cpus_of(9)), "foreign");  // 5 % of 9 CPUs is 0.45
  EXPECT_EQ(with_foreign(0.44, cpus_of(9), 9), "");      // nothing is left for others
  EXPECT_EQ(with_foreign(0.46, cpus_of(9), 9), "foreign");
  EXPECT_EQ(with_foreign(0.46, cpus_of(9), 100), "foreign");
}

// 1 s of wall time on 2 CPUs, of which others used half a CPU.
std::string of_programs(double own_s, int workers = 1) {
  Sample sample = trial(workers);
  sample.record->cpu_s = own_s / 10;
  sample.record->foreign_cpu_s = 0.5;
  return disturbance_of(sample, std::nullopt, cpus_of(2));
}

TEST(Foreign, CountsForProgramsAsFarAsTheyCompute) {
  EXPECT_EQ(of_programs(1), "foreign");
  EXPECT_EQ(of_programs(0.21), "foreign");  // a fifth of 25 % is 5 %
  EXPECT_EQ(of_programs(0.19), "");
  EXPECT_EQ(of_programs(0.01), "");
  EXPECT_EQ(of_programs(0.39, 2), "");
  EXPECT_EQ(of_programs(0.41, 2), "foreign");
  EXPECT_EQ(of_programs(0.39, 64), "");  // 64 workers cannot use more than 2 CPUs
  EXPECT_EQ(of_programs(0.41, 64), "foreign");
}

TEST(Foreign, UsesRunQueueIfHostIsNotReadable) {
  EXPECT_EQ(with_queue(0.049, cpus_of(2), 1), "");
  EXPECT_EQ(with_queue(0.051, cpus_of(2), 1), "foreign");
  EXPECT_EQ(with_queue(0.099, cpus_of(2), 2), "");
  EXPECT_EQ(with_queue(0.101, cpus_of(2), 2), "foreign");
  EXPECT_EQ(with_queue(0.0149, cpus_of(2), 1, 0.01), "");
  EXPECT_EQ(with_queue(0.0151, cpus_of(2), 1, 0.01), "foreign");
  EXPECT_EQ(with_queue(9, cpus_of(2), 3), "");  // they wait for each other
}

TEST(Foreign, UsesRunQueueUnderQuotaBelowAffinity) {
  EXPECT_EQ(with_foreign(60, cpus_of(64, 2)), "");  // on CPUs that we could not have used
  Sample sample = trial(2);
  sample.record->foreign_cpu_s = 60;
  sample.record->runq_wait_s = 0.101;
  EXPECT_EQ(judged(sample, cpus_of(64, 2)), "foreign");
  EXPECT_EQ(judged(sample, cpus_of(64, 1.5)), "");  // 2 workers do not fit into 1.5
  sample.workers = 1;
  EXPECT_EQ(judged(sample, cpus_of(64, 1.5)), "foreign");
  EXPECT_EQ(judged(sample, cpus_of(2, 0.5)), "");  // not even one does
}

TEST(Foreign, ExcludesThrottlingByOwnQuota) {
  Sample sample = trial(2);
  sample.record->runq_wait_s = 0.3;
  sample.record->throttled_s = 0.201;
  EXPECT_EQ(judged(sample, cpus_of(64, 2)), "");
  sample.record->throttled_s = 0.199;
  EXPECT_EQ(judged(sample, cpus_of(64, 2)), "foreign");
}

TEST(Foreign, UsesHostUnderQuotaAboveAffinity) {
  EXPECT_EQ(with_foreign(0.101, cpus_of(2, 2)), "foreign");
  EXPECT_EQ(with_foreign(0.101, cpus_of(2, 4.5)), "foreign");
}

TEST(Foreign, UsesOnlyHostIfReadable) {
  Sample sample = trial(2);
  sample.record->foreign_cpu_s = 0;
  sample.record->runq_wait_s = 0.9;
  EXPECT_EQ(judged(sample, cpus_of(2)), "");
}

TEST(Steal, StartsAtTwoPercentOfCpus) {
  EXPECT_EQ(with_steal(0.039, cpus_of(2)), "");
  EXPECT_EQ(with_steal(0.041, cpus_of(2)), "steal");
  EXPECT_EQ(with_steal(0.1, cpus_of(8, 1)), "");  // of all CPUs, whatever the quota
}

// 0.1 s of wall time on two CPUs, of which 2 % is 4 ms: less than a tick.
TEST(Steal, IsDisturbanceFromOneWholeTick) {
  EXPECT_EQ(with_steal(0, cpus_of(2), 0.01), "");
  EXPECT_EQ(with_steal(0.9 * tick_s(), cpus_of(2), 0.01), "");
  const double days_ago_s = 1e6;  // two readings of a clock that runs since then
  const double rounded_s = (days_ago_s + tick_s()) - days_ago_s;
  EXPECT_EQ(with_steal(rounded_s, cpus_of(2), 0.01), "steal");
  EXPECT_EQ(with_steal(tick_s(), cpus_of(2), 10 * tick_s()), "");  // a tick of 200 is below 2 %
}

TEST(Steal, TakesPrecedenceOverForeign) {
  Sample sample = trial();
  sample.record->foreign_cpu_s = sample.record->steal_s = 1;
  EXPECT_EQ(judged(sample, cpus_of(2)), "steal");
}

Sample throttled(double cpu_s, double stopped_s = 0.2) {
  Sample sample = trial(2);
  sample.record->cpu_s = cpu_s / 10;  // per pass
  sample.record->throttled_s = stopped_s;
  sample.record->runq_wait_s = 0;
  return sample;
}

TEST(Throttled, ByOthersIsDisturbance) {
  EXPECT_EQ(judged(throttled(0.74), cpus_of(4, 1.5)), "throttled");
  EXPECT_EQ(judged(throttled(0.74, 0.0149), cpus_of(4, 1.5)), "");
  EXPECT_EQ(judged(throttled(0.74, 0.0151), cpus_of(4, 1.5)), "throttled");
}

TEST(Throttled, ByOurselvesIsNoDisturbance) {
  EXPECT_EQ(judged(throttled(0.76), cpus_of(4, 1.5)), "");
  EXPECT_EQ(judged(throttled(1.5, 3), cpus_of(4, 1.5)), "");
}

TEST(Throttled, NeedsQuotaAndOwnCpuTime) {
  EXPECT_EQ(judged(throttled(0.1), cpus_of(4)), "");
  Sample sample = throttled(0.1);
  sample.record->cpu_s.reset();
  EXPECT_EQ(judged(sample, cpus_of(4, 1.5)), "");
}

// 2 s of a whole process, half of which were timed passes.
Sample seen_from_outside(const OutsideLoad& load, int workers = 1) {
  Sample sample = trial(workers);
  sample.outside_load = load;
  return sample;
}

TEST(Outside, IsJudgedByTheTimeOfTheWholeProcess) {
  EXPECT_EQ(judged(seen_from_outside({2, 1, 0.199, {}, {}}), cpus_of(2)), "");
  EXPECT_EQ(judged(seen_from_outside({2, 1, 0.201, {}, {}}), cpus_of(2)), "foreign");
  EXPECT_EQ(judged(seen_from_outside({2, 1, 0, 0.079, {}}), cpus_of(2)), "");
  EXPECT_EQ(judged(seen_from_outside({2, 1, 0, 0.081, {}}), cpus_of(2)), "steal");
  EXPECT_EQ(judged(seen_from_outside({2, 1.49, {}, {}, 0.2}), cpus_of(4, 1.5)), "throttled");
  EXPECT_EQ(judged(seen_from_outside({2, 1.51, {}, {}, 0.2}), cpus_of(4, 1.5)), "");
}

TEST(Outside, IsNotUsedWhereTheRunnerReportsLoad) {
  Sample sample = seen_from_outside({2, 1, 1, 1, {}});
  sample.record->foreign_cpu_s = 0;
  EXPECT_EQ(judged(sample, cpus_of(2)), "");
}

// 1 s of timed passes, with a worker on a host of 4 CPUs.
Sample on_host(std::optional<double> foreign_cpu_s, std::optional<double> steal_s) {
  Sample sample = trial();
  sample.record->foreign_cpu_s = 0;
  sample.record->per_host.push_back({"a", "", 4, 1, 1, 1, foreign_cpu_s, steal_s, {}, 8, 72});
  return sample;
}

TEST(OnHosts, TheLoadOfEachHostIsJudgedToo) {
  EXPECT_EQ(judged(on_host({}, {}), cpus_of(2)), "");
  EXPECT_EQ(judged(on_host(0.19, 0.07), cpus_of(2)), "");
  EXPECT_EQ(judged(on_host(0.21, 0), cpus_of(2)), "foreign");
  EXPECT_EQ(judged(on_host(0, 0.09), cpus_of(2)), "steal");
}

Sample paused(const Pause& pause) {
  Sample sample = trial();
  sample.pause = pause;
  return sample;
}

TEST(Paused, InAnyWayIsDisturbance) {
  EXPECT_EQ(judged(paused({4.98, 0, 0}), cpus_of(2)), "paused");
  EXPECT_EQ(judged(paused({0, 3600, 0}), cpus_of(2)), "paused");
  EXPECT_EQ(judged(paused({0, 0, 0.3}), cpus_of(2)), "paused");
  EXPECT_EQ(judged(paused({0, 0, 0.04}), cpus_of(2)), "");
}

TEST(Paused, IsDisturbanceOfWaitingWorkloadsToo) {
  EXPECT_EQ(disturbance_of(paused({1, 0, 0}), 0, cpus_of(2)), "paused");
}

TEST(Paused, TakesPrecedenceOverTheLoadMeanwhile) {
  Sample sample = paused({1, 0, 0});
  sample.record->foreign_cpu_s = sample.record->steal_s = 1;
  EXPECT_EQ(judged(sample, cpus_of(2)), "paused");
}

TEST(Paused, LeavesAFailureAFailure) {
  Sample sample = paused({1, 0, 0});
  sample.status = Status::failed;
  EXPECT_EQ(judged(sample, cpus_of(2)), "");
}

TEST(Disturbance, IsNotReportedWithoutReadings) {
  EXPECT_EQ(judged(trial(), cpus_of(2)), "");
  EXPECT_EQ(judged(trial(), cpus_of(2, 1.5)), "");
}

Sample disturbed_in_every_way() {
  Sample sample = trial();
  sample.record->foreign_cpu_s = sample.record->steal_s = sample.record->throttled_s =
      sample.record->runq_wait_s = 1;
  return sample;
}

TEST(Disturbance, OfWaitingWorkloadsIsStealOnly) {
  Sample sample = disturbed_in_every_way();
  EXPECT_EQ(disturbance_of(sample, 1, cpus_of(2)), "steal");
  EXPECT_EQ(disturbance_of(sample, 0, cpus_of(2)), "steal");
  sample.record->steal_s = 0;
  EXPECT_EQ(disturbance_of(sample, 1, cpus_of(2)), "foreign");
  EXPECT_EQ(disturbance_of(sample, 0, cpus_of(2)), "");
  EXPECT_EQ(disturbance_of(sample, 0, cpus_of(2, 1.5)), "");
}

TEST(Disturbance, CountsOtherLoadByTheShareInWhichTheWorkersCompute) {
  Sample sample = trial();
  const double wall_s = sample.record->wall_s * static_cast<double>(sample.record->passes);
  sample.record->foreign_cpu_s = 0.2 * wall_s * 2;  // a fifth of both CPUs
  ASSERT_GT(*sample.record->foreign_cpu_s, 0.06);
  EXPECT_EQ(disturbance_of(sample, 1, cpus_of(2)), "foreign");
  EXPECT_EQ(disturbance_of(sample, 0.3, cpus_of(2)), "foreign");
  EXPECT_EQ(disturbance_of(sample, 0.2, cpus_of(2)), "");
}

TEST(Disturbance, IsJudgedOnlyForOkTrials) {
  Sample sample = disturbed_in_every_way();
  sample.status = Status::timeout;
  EXPECT_EQ(judged(sample, cpus_of(2)), "");
  sample = disturbed_in_every_way();
  sample.record.reset();
  EXPECT_EQ(judged(sample, cpus_of(2)), "");
}

TEST(Drift, IsFactorFromMedianInEitherDirection) {
  const std::vector<double> undisturbed{0.9, 5, 1.0};
  EXPECT_FALSE(drifted(1.149, undisturbed));
  EXPECT_TRUE(drifted(1.151, undisturbed));
  EXPECT_FALSE(drifted(0.871, undisturbed));
  EXPECT_TRUE(drifted(0.868, undisturbed));
  EXPECT_FALSE(drifted(1.72, {1, 2}));  // the median of two is their mean
  EXPECT_TRUE(drifted(1.73, {2, 1}));
  EXPECT_FALSE(drifted(7, {}));
}

TEST(Rules, ContainEachLimit) {
  const auto rules = disturbance_rules();
  for (const auto& [rule, figures] :
       std::map<std::string, std::vector<std::string>>{{"steal", {"2 %", "one tick"}},
                                                       {"foreign", {"5 %", "15 ms", "8 CPUs"}},
                                                       {"foreign_by_run_queue", {"5 %", "15 ms"}},
                                                       {"throttled", {"15 ms", "50 %"}},
                                                       {"clock_drift", {"1.15"}}}) {
    ASSERT_TRUE(rules.contains(rule)) << rule;
    for (const std::string& figure : figures) {
      EXPECT_NE(rules.at(rule).find(figure), std::string::npos) << rule << ": " << rules.at(rule);
    }
  }
}

}  // namespace
}  // namespace parbench
