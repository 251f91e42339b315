// Every column of samples.csv, workers.csv and spans.csv: name, type, unit, meaning. Headers,
// datapackage.json and docs/columns.md follow it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parbench {

struct Column {
  std::string_view name;
  std::string_view type;  // of Frictionless Table Schema: string, integer, number, object, datetime
  std::string_view unit;  // "s", "KiB", or empty
  std::string_view when_empty;  // empty: the column never is
  std::string_view meaning;
  std::vector<std::string_view> values = {};  // all that are allowed, or empty
};

// In the order of the file.
const std::vector<Column>& samples_columns();
const std::vector<Column>& workers_columns();
const std::vector<Column>& spans_columns();

// The first line of the file, without its end.
std::string header_of(const std::vector<Column>& columns);

}  // namespace parbench
