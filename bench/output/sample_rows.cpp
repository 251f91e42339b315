#include "bench/output/sample_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "bench/output/field_text.hpp"
#include "bench/service_columns.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

struct Describer {
  std::vector<Column> columns;

  template <typename Value, typename Record>
  void operator()(Column column, Value Record::*) {
    if (column.type.empty()) column.type = field_type(static_cast<const Value*>(nullptr));
    columns.push_back(column);
  }
};

std::vector<Column> described(void (*visit_all)(Describer&)) {
  Describer describer;
  visit_all(describer);
  return describer.columns;
}

// Each member from the one of the records that has it; empty where that record is missing.
template <typename... Records>
struct Writer {
  std::tuple<const Records*...> records;
  std::vector<std::string> fields;

  explicit Writer(const Records*... all) : records{all...} {}

  template <typename Value, typename Record>
  void operator()(const Column&, Value Record::*member) {
    const Record* const record = std::get<const Record*>(records);
    fields.push_back(record ? field_text(record->*member) : std::string());
  }
};

struct Reader {
  const std::vector<std::size_t>& places;
  const std::vector<std::string>& fields;
  Sample& sample;
  std::size_t column_number = 0;

  template <typename Value>
  void operator()(const Column& column, Value Sample::*member) {
    read(column, sample.*member);
  }

  template <typename Value>
  void operator()(const Column& column, Value TrialRecord::*member) {
    if (sample.record) {
      read(column, (*sample.record).*member);
    } else {
      ++column_number;
    }
  }

  template <typename Value>
  void read(const Column& column, Value& value) {
    const std::string& text = fields[places[column_number++]];
    try {
      parse_field(text, value);
    } catch (const std::runtime_error& allowed) {
      throw std::runtime_error(
          fmt::format("{} is '{}', allowed: {}", column.name, one_line(text, 60), allowed.what()));
    }
  }
};

// Whether the row has any value of a record; then it must have all that every record has.
struct AnyOfRecord {
  const std::vector<std::size_t>& places;
  const std::vector<std::string>& fields;
  std::size_t column_number = 0;
  bool found = false;

  template <typename Value, typename Record>
  void operator()(const Column&, Value Record::*) {
    const bool given = !fields[places[column_number++]].empty();
    found = found || (given && std::is_same_v<Record, TrialRecord>);
  }
};

}  // namespace

const std::vector<Column>& samples_columns() {
  static const auto columns = described([](Describer& visit) { visit_samples_columns(visit); });
  return columns;
}

const std::vector<Column>& workers_columns() {
  static const auto columns = described([](Describer& visit) { visit_workers_columns(visit); });
  return columns;
}

const std::vector<Column>& spans_columns() {
  static const auto columns = described([](Describer& visit) { visit_spans_columns(visit); });
  return columns;
}

const std::vector<Column>& spread_columns() {
  static const auto columns = described([](Describer& visit) { visit_spread_columns(visit); });
  return columns;
}

const std::vector<Column>& outside_load_columns() {
  static const auto columns =
      described([](Describer& visit) { visit_outside_load_columns(visit); });
  return columns;
}

const std::vector<Column>& hosts_columns() {
  static const auto columns = described([](Describer& visit) { visit_hosts_columns(visit); });
  return columns;
}

const std::vector<Column>& pauses_columns() {
  static const auto columns = described([](Describer& visit) { visit_pauses_columns(visit); });
  return columns;
}

const std::vector<Column>& service_columns() {
  static const auto columns = described([](Describer& visit) { visit_service_columns(visit); });
  return columns;
}

const std::vector<Column>& latency_columns() {
  static const auto columns = described([](Describer& visit) { visit_latency_columns(visit); });
  return columns;
}

std::string header_of(const std::vector<Column>& columns) {
  std::vector<std::string_view> names;
  names.reserve(columns.size());
  for (const Column& column : columns) names.push_back(column.name);
  return fmt::format("{}", fmt::join(names, ","));
}

std::vector<std::string> sample_fields(const Sample& sample) {
  Writer writer{&sample, sample.record ? &*sample.record : nullptr};
  visit_samples_columns(writer);
  return std::move(writer.fields);
}

std::vector<std::vector<std::string>> worker_fields(const Sample& sample) {
  std::vector<std::vector<std::string>> rows;
  if (!sample.record) return rows;
  for (const WorkerRecord& worker : sample.record->per_worker) {
    Writer writer{&sample, &worker};
    visit_workers_columns(writer);
    rows.push_back(std::move(writer.fields));
  }
  return rows;
}

std::vector<std::vector<std::string>> span_fields(const Sample& sample) {
  std::vector<std::vector<std::string>> rows;
  if (!sample.record || !sample.record->trace) return rows;
  const Trace& trace = *sample.record->trace;
  std::vector<Span> spans = trace.spans;
  std::stable_sort(spans.begin(), spans.end(),
                   [](const Span& a, const Span& b) { return a.start_s < b.start_s; });
  for (const Span& span : spans) {
    Writer writer{&sample, &trace, &span};
    visit_spans_columns(writer);
    rows.push_back(std::move(writer.fields));
  }
  return rows;
}

std::vector<std::vector<std::string>> spread_fields(const Sample& sample) {
  if (!sample.record || !sample.record->spread) return {};
  Writer writer{&sample, &*sample.record->spread};
  visit_spread_columns(writer);
  return {std::move(writer.fields)};
}

std::vector<std::vector<std::string>> outside_load_fields(const Sample& sample) {
  if (!sample.outside_load) return {};
  Writer writer{&sample, &*sample.outside_load};
  visit_outside_load_columns(writer);
  return {std::move(writer.fields)};
}

std::vector<std::vector<std::string>> host_fields(const Sample& sample) {
  std::vector<std::vector<std::string>> rows;
  if (!sample.record) return rows;
  for (const HostRecord& host : sample.record->per_host) {
    Writer writer{&sample, &host};
    visit_hosts_columns(writer);
    rows.push_back(std::move(writer.fields));
  }
  return rows;
}

std::vector<std::vector<std::string>> pause_fields(const Sample& sample) {
  if (!sample.pause) return {};
  Writer writer{&sample, &*sample.pause};
  visit_pauses_columns(writer);
  return {std::move(writer.fields)};
}

std::vector<std::vector<std::string>> service_fields(const Sample& sample) {
  if (!sample.record || !sample.record->latency) return {};
  Writer writer{&sample, &*sample.record->latency};
  visit_service_columns(writer);
  return {std::move(writer.fields)};
}

std::vector<std::vector<std::string>> latency_fields(const Sample& sample) {
  std::vector<std::vector<std::string>> rows;
  if (!sample.record || !sample.record->latency) return rows;
  for (const LatencyBucket& bucket : sample.record->latency->buckets) {
    Writer writer{&sample, &bucket};
    visit_latency_columns(writer);
    rows.push_back(std::move(writer.fields));
  }
  return rows;
}

SampleParser::SampleParser(const std::vector<std::string>& header) : width_(header.size()) {
  for (const Column& column : samples_columns()) {
    const auto count = std::count(header.begin(), header.end(), column.name);
    if (count != 1) {
      throw std::runtime_error(
          fmt::format("column '{}' {}", column.name, count == 0 ? "is missing" : "is given twice"));
    }
    const auto place = std::find(header.begin(), header.end(), column.name);
    places_.push_back(static_cast<std::size_t>(place - header.begin()));
  }
}

Sample SampleParser::parse(const std::vector<std::string>& fields) const {
  if (fields.size() != width_) {
    throw std::runtime_error(
        fmt::format("{} fields where the header has {}", fields.size(), width_));
  }
  Sample sample;
  AnyOfRecord record{places_, fields};
  visit_samples_columns(record);
  if (record.found) sample.record.emplace();
  Reader reader{places_, fields, sample};
  visit_samples_columns(reader);
  return sample;
}

}  // namespace parbench
