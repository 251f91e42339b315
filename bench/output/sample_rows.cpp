// The one list that ties each field of Sample to its column; written and read through the same
// list.
#include "bench/output/sample_rows.hpp"

#include <algorithm>
#include <stdexcept>

#include "bench/digest.hpp"
#include "bench/output/columns.hpp"
#include "bench/output/field_text.hpp"
#include "bench/output/utf8.hpp"

namespace parbench {
namespace {

// Calls visit(column, field) for each plain column, visit.digest and visit.observed for the two of
// a form of their own.
template <typename SampleLike, typename Visitor>
void visit_fields(SampleLike& sample, Visitor& visit) {
  visit("run_id", sample.run_id);
  visit("machine_id", sample.machine_id);
  visit("session", sample.session);
  visit("block", sample.block);
  visit("position", sample.position);
  visit("attempt", sample.attempt);
  visit("role", sample.role);
  visit("status", sample.status);
  visit("reason", sample.reason);
  visit("exit_signal", sample.exit_signal);
  visit("contamination", sample.disturbance);
  visit("workload", sample.workload);
  visit("params", sample.params);
  visit("runner", sample.runner);
  visit("workers", sample.workers);
  visit("tasks", sample.tasks);
  visit("passes", sample.passes);
  visit("setup_s", sample.setup_s);
  visit("cold_s", sample.cold_s);
  visit("wall_s", sample.wall_s);
  visit("wall_min_s", sample.wall_min_s);
  visit("wall_max_s", sample.wall_max_s);
  visit("teardown_s", sample.teardown_s);
  visit("cpu_s", sample.cpu_s);
  visit("companion_cpu_s", sample.helper_cpu_s);
  visit("workers_seen", sample.workers_seen);
  visit("max_in_flight", sample.max_in_flight);
  visit("foreign_cpu_s", sample.foreign_cpu_s);
  visit("steal_s", sample.steal_s);
  visit("throttled_s", sample.throttled_s);
  visit("runq_wait_s", sample.runq_wait_s);
  visit("voluntary_switches", sample.voluntary_switches);
  visit("involuntary_switches", sample.involuntary_switches);
  visit("peak_rss_kib", sample.peak_rss_kib);
  visit.digest("digest", sample.digest);
  visit.observed("observed", sample.observed_name, sample.observed);
  visit("usable_cpus", sample.usable_cpus);
  visit("started_at", sample.started_at);
  visit("slowdown", sample.slowdown);
}

struct Writer {
  std::vector<std::string> fields;

  template <typename Value>
  void operator()(const char*, const Value& value) {
    fields.push_back(field_text(value));
  }
  void digest(const char*, const std::optional<std::uint64_t>& value) {
    fields.push_back(value ? digest_text(*value) : std::string());
  }
  void observed(const char*, const std::string& name, const std::optional<std::uint64_t>& value) {
    fields.push_back(observed_text(name, value));
  }
};

// Looks the next column up by its place: the fields are visited in the order of samples_columns(),
// as they are written.
struct Reader {
  const std::vector<std::size_t>& places;
  const std::vector<std::string>& fields;
  std::size_t column_number = 1;  // after schema_version

  template <typename Value>
  void operator()(const char* column, Value& value) {
    read(column, [&](const std::string& text) { parse_field(text, value); });
  }
  void digest(const char* column, std::optional<std::uint64_t>& value) {
    read(column, [&](const std::string& text) { parse_digest(text, value); });
  }
  void observed(const char* column, std::string& name, std::optional<std::uint64_t>& value) {
    read(column, [&](const std::string& text) { parse_observed(text, name, value); });
  }

  template <typename Parse>
  void read(const char* column, Parse parse) {
    const std::string& text = fields[places[column_number++]];
    try {
      parse(text);
    } catch (const std::exception& allowed) {
      throw std::runtime_error(std::string(column) + " is '" + one_line(text, 60) +
                               "', allowed: " + allowed.what());
    }
  }
};

}  // namespace

std::vector<std::string> sample_fields(const Sample& sample) {
  Writer writer;
  writer.fields.push_back(std::to_string(schema_version));
  visit_fields(sample, writer);
  return std::move(writer.fields);
}

std::vector<std::vector<std::string>> worker_fields(const Sample& sample) {
  std::vector<std::vector<std::string>> rows;
  rows.reserve(sample.per_worker.size());
  for (const WorkerRecord& worker : sample.per_worker) {
    rows.push_back({field_text(schema_version), sample.run_id, field_text(sample.block),
                    field_text(sample.position), field_text(sample.attempt), sample.workload,
                    sample.params, sample.runner, field_text(sample.workers),
                    field_text(worker.worker), field_text(worker.tasks), field_text(worker.first_s),
                    field_text(worker.last_s), field_text(worker.cpu_s),
                    field_text(worker.voluntary_switches), field_text(worker.involuntary_switches),
                    field_text(worker.runq_wait_s), field_text(worker.passes)});
  }
  return rows;
}

std::vector<std::vector<std::string>> span_fields(const Sample& sample) {
  std::vector<std::vector<std::string>> rows;
  if (!sample.trace) return rows;
  std::vector<Span> spans = sample.trace->spans;
  std::stable_sort(spans.begin(), spans.end(),
                   [](const Span& a, const Span& b) { return a.start_s < b.start_s; });
  rows.reserve(spans.size());
  for (const Span& span : spans) {
    rows.push_back({field_text(schema_version), sample.run_id, field_text(sample.block),
                    field_text(sample.position), field_text(sample.attempt), sample.workload,
                    sample.params, sample.runner, field_text(sample.workers),
                    field_text(sample.trace->wall_s), field_text(span.task),
                    field_text(span.worker), field_text(span.start_s), field_text(span.end_s)});
  }
  return rows;
}

SampleParser::SampleParser(const std::vector<std::string>& header) : width_(header.size()) {
  for (const Column& column : samples_columns()) {
    const auto count = std::count(header.begin(), header.end(), column.name);
    if (count != 1) {
      throw std::runtime_error("column '" + std::string(column.name) +
                               (count == 0 ? "' is missing" : "' stands there twice"));
    }
    const auto place = std::find(header.begin(), header.end(), column.name);
    places_.push_back(static_cast<std::size_t>(place - header.begin()));
  }
}

Sample SampleParser::parse(const std::vector<std::string>& fields) const {
  if (fields.size() != width_) {
    throw std::runtime_error(std::to_string(fields.size()) + " fields where the header has " +
                             std::to_string(width_));
  }
  const std::string& version = fields[places_[0]];
  if (version != std::to_string(schema_version)) {
    throw std::runtime_error("schema_version is '" + one_line(version, 60) +
                             "', allowed: " + std::to_string(schema_version));
  }
  Sample sample;
  Reader reader{places_, fields};
  visit_fields(sample, reader);
  return sample;
}

}  // namespace parbench
