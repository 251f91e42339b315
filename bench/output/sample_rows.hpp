// The tables of columns.hpp as text: header, rows, and samples read back. Never opens a file.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/columns.hpp"

namespace parbench {

// In the order of the file, each with its type.
const std::vector<Column>& samples_columns();
const std::vector<Column>& workers_columns();
const std::vector<Column>& spans_columns();
const std::vector<Column>& spread_columns();
const std::vector<Column>& outside_load_columns();
const std::vector<Column>& hosts_columns();
const std::vector<Column>& pauses_columns();
const std::vector<Column>& service_columns();
const std::vector<Column>& latency_columns();

// The first line of the file, without its end.
std::string header_of(const std::vector<Column>& columns);

std::vector<std::string> sample_fields(const Sample& sample);

// A row for each worker of the trial.
std::vector<std::vector<std::string>> worker_fields(const Sample& sample);

// A row for each task of the traced pass, by its start; none where the trial was not traced.
std::vector<std::vector<std::string>> span_fields(const Sample& sample);

// One row; none where the record reports the load itself.
std::vector<std::vector<std::string>> outside_load_fields(const Sample& sample);

// A row for each host of --hosts that the trial's workers ran on.
std::vector<std::vector<std::string>> host_fields(const Sample& sample);

// One row; none where nothing was paused.
std::vector<std::vector<std::string>> pause_fields(const Sample& sample);

// One row; none where the record has no spread, as with a single pass.
std::vector<std::vector<std::string>> spread_fields(const Sample& sample);

// One row, and a row for each bucket of its latencies; none of a closed loop.
std::vector<std::vector<std::string>> service_fields(const Sample& sample);
std::vector<std::vector<std::string>> latency_fields(const Sample& sample);

// Turns rows back into samples by the names in the header, and ignores columns that it does not
// know.
class SampleParser {
 public:
  // Throws std::runtime_error that names the missing or doubled column.
  explicit SampleParser(const std::vector<std::string>& header);

  // Throws std::runtime_error that names column, value and what is allowed. The record's
  // per_worker, per_host, trace, spread and latency, which are other files', stay empty.
  Sample parse(const std::vector<std::string>& fields) const;

 private:
  std::vector<std::size_t> places_;  // in the row, of each of samples_columns()
  std::size_t width_;
};

}  // namespace parbench
