#pragma once

#include <string>

namespace parbench {

// The text of datapackage.json: what columns.hpp says, for programs, as a Frictionless Data Package
// (https://specs.frictionlessdata.io, version 1).
std::string datapackage_text(const std::string& run_id);

}  // namespace parbench
