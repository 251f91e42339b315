// google_benchmark.json, for Google Benchmark's own compare.py: rebuilt from samples.csv, never the
// record itself.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "bench/sample.hpp"

namespace parbench {

// One entry a trial, in the order of samples.csv, with our CPU time. `name_of` gives a row's
// benchmark name.
void write_google_json(const std::filesystem::path& samples_csv,
                       const std::filesystem::path& target,
                       const std::function<std::string(const Sample&)>& name_of);

}  // namespace parbench
