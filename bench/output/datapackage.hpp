// datapackage.json: what each column of the run's CSV files is, for programs. Never describes what
// columns.hpp does not.
#pragma once

#include <string>

namespace parbench {

// A Frictionless Data Package (version 1) with the resources samples and workers; the text of the
// file.
std::string datapackage_text(const std::string& run_id);

}  // namespace parbench
