// What a runner's executable does as a worker that is a program of its own.
#pragma once

#include <memory>
#include <string>

#include "bench/record.hpp"
#include "bench/runner.hpp"

namespace parbench {

// The tasks of the trial, in a program of their own. Throws if their data cannot be made.
std::unique_ptr<RemoteTasks> remote_tasks(const TrialRequest& request);

// Makes the work of the trial again, runs one task of it, writes a TaskReport to report_descriptor,
// and returns the exit code. It dies with the process that started it.
int run_one_task(const std::string& request_json, const std::string& task,
                 const std::string& worker);

}  // namespace parbench
