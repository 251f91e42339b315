#include "bench/protocol.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/columns.hpp"
#include "bench/digest.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

using nlohmann::json;

void put(json& object, std::string_view key, const auto& value) { object[key] = value; }
void put(json& object, std::string_view key, Digest value) { object[key] = digest_text(value.sum); }
void put(json& object, std::string_view key, const Observed& value) { object[key] = value.count; }

template <typename T>
void put(json& object, std::string_view key, const std::optional<T>& value) {
  if (value) put(object, key, *value);
}

void get(const json& value, auto& target) { value.get_to(target); }
void get(const json& value, Digest& target) { target.sum = read_digest(value.get<std::string>()); }
void get(const json& value, Observed& target) { value.get_to(target.count); }

void get(const json& object, std::string_view key, auto& target) { get(object.at(key), target); }

template <typename T>
void get(const json& object, std::string_view key, std::optional<T>& target) {
  if (object.contains(key) && !object.at(key).is_null()) get(object.at(key), target.emplace());
}

// Of a table's columns those that are members of the record.
template <typename Record>
struct JsonWriter {
  const Record& record;
  json object = json::object();

  void operator()(const Column& column, auto Record::*member) {
    put(object, column.name, record.*member);
  }
  template <typename Value, typename Other>
  void operator()(const Column&, Value Other::*) {}
};

template <typename Record>
struct JsonReader {
  const json& object;
  Record record = {};

  void operator()(const Column& column, auto Record::*member) {
    get(object, column.name, record.*member);
  }
  template <typename Value, typename Other>
  void operator()(const Column&, Value Other::*) {}
};

void refuse_other_version(const json& object) {
  const int version = object.at("protocol").get<int>();
  if (version != protocol_version) {
    throw std::runtime_error(
        fmt::format("protocol version {} is not {}", version, protocol_version));
  }
}

template <typename Read>
auto reading(const char* what, const std::string& text, Read read) {
  try {
    const json object = json::parse(text);
    refuse_other_version(object);
    return read(object);
  } catch (const json::exception& error) {
    throw std::runtime_error(
        fmt::format("the {} is not as docs/protocol.md says: {}", what, error.what()));
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error(
        fmt::format("the {} is not as docs/protocol.md says: {}", what, error.what()));
  }
}

std::map<std::string, std::string> texts(const json& object) {
  std::map<std::string, std::string> values;
  for (const auto& [key, value] : object.items()) {
    values[key] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return values;
}

json trace_json(const Trace& trace) {
  json spans = json::array();
  for (const Span& span : trace.spans)
    spans.push_back({span.task, span.worker, span.start_s, span.end_s});
  return {{"wall_s", trace.wall_s}, {"spans", std::move(spans)}};
}

Trace read_trace(const json& object, std::uint64_t tasks) {
  Trace trace;
  object.at("wall_s").get_to(trace.wall_s);
  std::vector<bool> seen(tasks);
  for (const json& span : object.at("spans")) {
    const Span read{span.at(0).get<std::uint64_t>(), span.at(1).get<int>(),
                    span.at(2).get<double>(), span.at(3).get<double>()};
    if (read.task >= tasks || seen[read.task] || read.worker < 0 || !(read.end_s >= read.start_s))
      throw std::invalid_argument(fmt::format("trace: the span of task {}", read.task));
    seen[read.task] = true;
    trace.spans.push_back(read);
  }
  if (trace.spans.size() != tasks) {
    throw std::invalid_argument(
        fmt::format("trace: {} spans of {} tasks", trace.spans.size(), tasks));
  }
  return trace;
}

}  // namespace

std::string to_json(const TrialRequest& request) {
  json object{{"protocol", protocol_version},       {"workload", request.workload},
              {"params", request.parameters},       {"workers", request.workers},
              {"passes", request.passes},           {"min_sample_s", request.min_sample_s},
              {"scratch", request.scratch.string()}};
  put(object, "companion_pid", request.helper_pid);
  if (request.slowdown > 0) object["slowdown"] = request.slowdown;
  if (request.trace) object["trace"] = true;
  return object.dump();
}

TrialRequest read_request(const std::string& text) {
  return reading("trial", text, [](const json& object) {
    TrialRequest request;
    object.at("workload").get_to(request.workload);
    request.parameters = texts(object.at("params"));
    object.at("workers").get_to(request.workers);
    if (request.workers < 1)
      throw std::runtime_error(fmt::format("workers is {}: at least 1", request.workers));
    request.passes = object.value("passes", std::uint64_t{0});
    request.min_sample_s = object.value("min_sample_s", request.min_sample_s);
    request.scratch = object.value("scratch", std::string{});
    get(object, "companion_pid", request.helper_pid);
    request.slowdown = object.value("slowdown", request.slowdown);
    request.trace = object.value("trace", false);
    if (!(request.slowdown >= 0))
      throw std::runtime_error("slowdown is " + exact_number(request.slowdown) + ": at least 0");
    return request;
  });
}

std::string to_json(const TrialRecord& record) {
  JsonWriter<TrialRecord> writer{record};
  visit_samples_columns(writer);
  json& object = writer.object;
  object["protocol"] = protocol_version;
  object["per_worker"] = json::array();
  for (const WorkerRecord& worker : record.per_worker) {
    JsonWriter<WorkerRecord> row{worker};
    visit_workers_columns(row);
    object["per_worker"].push_back(std::move(row.object));
  }
  if (record.trace) object["trace"] = trace_json(*record.trace);
  return object.dump();
}

TrialRecord read_record(const std::string& text) {
  return reading("record", text, [](const json& object) {
    JsonReader<TrialRecord> reader{object};
    visit_samples_columns(reader);
    TrialRecord& record = reader.record;
    for (const json& row : object.value("per_worker", json::array())) {
      JsonReader<WorkerRecord> worker{row};
      visit_workers_columns(worker);
      record.per_worker.push_back(worker.record);
    }
    if (object.contains("trace") && !object["trace"].is_null())
      record.trace = read_trace(object["trace"], record.tasks);
    return record;
  });
}

}  // namespace parbench
