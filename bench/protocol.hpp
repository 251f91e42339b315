// The runner protocol, version 1, in JSON; docs/protocol.md specifies it.
#pragma once

#include <map>
#include <string>

#include "bench/record.hpp"

namespace parbench {

// For the runner and the driver. The readers throw std::runtime_error with one line that says what
// is missing or has the wrong type.
std::string to_json(const TrialRequest& request);
TrialRequest read_request(const std::string& json);
std::string to_json(const TrialRecord& record);
TrialRecord read_record(const std::string& json);

// Of a request's `params`: one object, numbers as their text.
std::map<std::string, std::string> read_parameters(const std::string& json);

}  // namespace parbench
