// A Sample as the fields of its rows in samples.csv, workers.csv and spans.csv, and back. Never
// opens a file.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/output/sample.hpp"

namespace parbench {

// In the order of samples_columns().
std::vector<std::string> sample_fields(const Sample& sample);

// In the order of workers_columns(): a row for each worker of the trial.
std::vector<std::vector<std::string>> worker_fields(const Sample& sample);

// In the order of spans_columns(): a row for each task of the traced pass, by its start; none where
// the trial was not traced.
std::vector<std::vector<std::string>> span_fields(const Sample& sample);

// Turns rows back into samples by the names in the header; columns that it does not know are left
// alone.
class SampleParser {
 public:
  // Throws std::runtime_error that names the missing or doubled column.
  explicit SampleParser(const std::vector<std::string>& header);

  // Throws std::runtime_error that names column, value and what is allowed. per_worker stays empty.
  Sample parse(const std::vector<std::string>& fields) const;

 private:
  std::vector<std::size_t> places_;  // in the row, of each of samples_columns()
  std::size_t width_;
};

}  // namespace parbench
