// What a runner's executable does as a worker that is a program of its own.
#pragma once

#include <string>

namespace parbench {

// Makes the work of the trial again, runs one task of it, writes a TaskReport to report_descriptor,
// and returns the exit code. It dies with the process that started it.
int run_one_task(const std::string& request_json, const std::string& task,
                 const std::string& worker);

}  // namespace parbench
