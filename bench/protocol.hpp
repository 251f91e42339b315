// The runner protocol, version 1, in JSON: docs/protocol.md owns it. Never measures.
#pragma once

#include <string>

#include "bench/record.hpp"

namespace parbench {

// Both directions, for the runner's side and the driver's. The readers throw std::runtime_error
// with one line that says what is missing or of the wrong type.
std::string to_json(const TrialRequest& request);
TrialRequest read_request(const std::string& json);
std::string to_json(const TrialRecord& record);
TrialRecord read_record(const std::string& json);

}  // namespace parbench
