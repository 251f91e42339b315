// Google Benchmark as the front: every cell is a registered benchmark with manual time. Never its
// repetitions or its clock.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace parbench {

// Takes Google Benchmark's flags out of the picture: they also come from the environment.
void start_google_benchmark();

// One trial of the cell of that name: Google Benchmark runs `measure` once, as the benchmark of
// that name, registered on first use. `measure` returns the seconds of a pass, or nothing: then the
// benchmark is marked as failed. What it throws arrives here. Throws std::logic_error should Google
// Benchmark not run exactly that one.
void run_as_benchmark(const std::string& name,
                      const std::function<std::optional<double>()>& measure);

}  // namespace parbench
