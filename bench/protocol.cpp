#include "bench/protocol.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/columns.hpp"
#include "bench/digest.hpp"
#include "bench/json_figure.hpp"
#include "bench/json_members.hpp"
#include "bench/service_columns.hpp"
#include "bench/units.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

using nlohmann::json;
using namespace json_members;

void refuse_other_version(const char* what, const json& object) {
  const json& version = object.at("protocol");
  if (version == protocol_version) return;
  if (!version.is_number_integer())
    refuse_figure("protocol", version, std::to_string(protocol_version));
  throw std::runtime_error(fmt::format("the {}'s protocol version {} is not {}", what,
                                       version.dump(), protocol_version));
}

template <typename Read>
auto reading(const char* what, const std::string& text, Read read) {
  try {
    const json object = json::parse(text);
    refuse_other_version(what, object);
    return read(object);
  } catch (const json::parse_error& error) {
    const bool incomplete = error.byte > text.size();
    throw std::runtime_error(
        fmt::format("the {} is not as docs/protocol.md says: {}", what,
                    incomplete ? fmt::format("it is incomplete, with {} bytes", text.size())
                               : one_line(error.what(), 200)));
  } catch (const json::exception& error) {
    throw std::runtime_error(fmt::format("the {} is not as docs/protocol.md says: {}", what,
                                         one_line(error.what(), 200)));
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error(fmt::format("the {} is not as docs/protocol.md says: {}", what,
                                         one_line(error.what(), 200)));
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

// The quantiles must rise, or they are not of one set of passes.
struct CheckSpread {
  const Spread& spread;
  double before_s = 0;

  void operator()(const Column& column, std::optional<double> Spread::*member) {
    const std::optional<double>& time_s = spread.*member;
    if (!time_s) return;
    if (!(*time_s >= before_s)) {
      throw std::invalid_argument(fmt::format("spread: {} is {}, allowed: at least {}", column.name,
                                              exact_number(*time_s), exact_number(before_s)));
    }
    before_s = *time_s;
  }
  template <typename Value, typename Record>
  void operator()(const Column&, Value Record::*) {}
};

Spread read_spread(const json& object) {
  JsonReader<Spread> reader{object};
  visit_spread_columns(reader);
  visit_spread_columns(CheckSpread{reader.record});
  return reader.record;
}

json latency_json(const Latency& latency) {
  JsonWriter<Latency> writer{latency};
  visit_service_columns(writer);
  json& buckets = writer.object["buckets"] = json::array();
  for (const LatencyBucket& bucket : latency.buckets)
    buckets.push_back({bucket.lower_s, bucket.upper_s, bucket.requests});
  return std::move(writer.object);
}

// Its quantiles must rise, and its buckets too and hold every request.
void check_latency(const Latency& latency) {
  double before_s = 0;
  for (const auto& time_s :
       {latency.p50_s, latency.p90_s, latency.p99_s, latency.p999_s, latency.max_s}) {
    if (time_s && !(*time_s >= before_s))
      throw std::invalid_argument("latency: p50_s, p90_s, p99_s, p999_s and max_s do not rise");
    before_s = time_s.value_or(before_s);
  }
  std::uint64_t sum = 0;
  before_s = 0;
  for (const LatencyBucket& bucket : latency.buckets) {
    if (bucket.lower_s < before_s || bucket.upper_s <= bucket.lower_s)
      throw std::invalid_argument("latency: the buckets do not rise");
    before_s = bucket.upper_s;
    sum += bucket.requests;
  }
  if (sum != latency.requests) {
    throw std::invalid_argument(
        fmt::format("latency: {} requests in buckets of {}", sum, latency.requests));
  }
}

Latency read_latency(const json& object) {
  JsonReader<Latency> reader{object};
  visit_service_columns(reader);
  for (const json& one : object.at("buckets")) {
    LatencyBucket& bucket = reader.record.buckets.emplace_back();
    read("lower_s", one.at(0), bucket.lower_s);
    read("upper_s", one.at(1), bucket.upper_s);
    read("requests", one.at(2), bucket.requests);
  }
  check_latency(reader.record);
  return std::move(reader.record);
}

Trace read_trace(const json& object, std::uint64_t tasks) {
  Trace trace;
  get(object, "wall_s", trace.wall_s);
  const json& spans = object.at("spans");
  if (spans.size() != tasks) {  // before there is room for a mark for each task
    throw std::invalid_argument(fmt::format("trace: {} spans of {} tasks", spans.size(), tasks));
  }
  std::vector<bool> seen(tasks);
  for (const json& one : spans) {
    Span span;
    read("task", one.at(0), span.task);
    read("worker", one.at(1), span.worker);
    read("start_s", one.at(2), span.start_s);
    read("end_s", one.at(3), span.end_s);
    if (span.task >= tasks || seen[span.task] || span.end_s < span.start_s)
      throw std::invalid_argument(fmt::format("trace: the span of task {}", span.task));
    seen[span.task] = true;
    trace.spans.push_back(span);
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
    get(object, "workers", request.workers);
    if (request.workers < 1)
      throw std::runtime_error(fmt::format("workers is {}: at least 1", request.workers));
    if (object.contains("passes"))
      request.passes = integer_of("passes", object["passes"], 0, UINT64_MAX);
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

std::map<std::string, std::string> read_parameters(const std::string& text) {
  const json object = json::parse(text, nullptr, false);
  if (object.is_object()) return texts(object);
  throw std::runtime_error(
      fmt::format("the parameters are not a JSON object ({{\"count\":64}}): {}", printable(text)));
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
  for (const HostRecord& host : record.per_host) {
    JsonWriter<HostRecord> row{host};
    visit_hosts_columns(row);
    object["per_host"].push_back(std::move(row.object));
  }
  if (record.trace) object["trace"] = trace_json(*record.trace);
  if (record.spread) {
    JsonWriter<Spread> spread{*record.spread};
    visit_spread_columns(spread);
    object["spread"] = std::move(spread.object);
  }
  if (record.latency) object["latency"] = latency_json(*record.latency);
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
    for (const json& row : object.value("per_host", json::array())) {
      JsonReader<HostRecord> host{row};
      visit_hosts_columns(host);
      record.per_host.push_back(host.record);
    }
    if (object.contains("trace") && !object["trace"].is_null())
      record.trace = read_trace(object["trace"], record.tasks);
    if (object.contains("spread") && !object["spread"].is_null())
      record.spread = read_spread(object["spread"]);
    if (object.contains("latency") && !object["latency"].is_null())
      record.latency = read_latency(object["latency"]);
    return record;
  });
}

}  // namespace parbench
