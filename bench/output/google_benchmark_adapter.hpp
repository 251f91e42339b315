// Google Benchmark at the edge of a trial: every trial is a run of one benchmark with manual time,
// and its JSON reporter writes google_benchmark.json. Never its repetitions or its clock.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "bench/launch/launch.hpp"
#include "bench/sample.hpp"

namespace parbench {

// Resets the flags that Google Benchmark would read from the environment.
void start_google_benchmark();

// Runs one trial as a benchmark; a trial without a record marks the benchmark as failed. Throws what the launcher throws, and std::logic_error should
// Google Benchmark not run exactly that one.
Outcome run_as_benchmark(Launcher& launcher, const Launch& launch);

// google_benchmark.json of the folder, for Google Benchmark's compare.py: one entry per row of
// samples.csv, in its order, with our CPU time. `name_of` gives a row's benchmark name: the rows of
// one name are its repetitions. Times that the row lacks are 0, because the format needs a number.
// Throws std::runtime_error.
void write_google_benchmark_json(const std::filesystem::path& folder,
                                 const std::function<std::string(const Sample&)>& name_of);

}  // namespace parbench
