// TrialRequest and TrialRecord to JSON and back.
#include "bench/protocol.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/digest.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

using nlohmann::json;

template <typename T>
void put(json& object, const char* key, const std::optional<T>& value) {
  if (value) object[key] = *value;
}

template <typename T>
void get(const json& object, const char* key, std::optional<T>& value) {
  if (object.contains(key) && !object[key].is_null()) value = object[key].get<T>();
}

void refuse_other_version(const json& object) {
  const int version = object.at("protocol").get<int>();
  if (version != protocol_version) {
    throw std::runtime_error("protocol version " + std::to_string(version) + " is not " +
                             std::to_string(protocol_version));
  }
}

template <typename Read>
auto reading(const char* what, const std::string& text, Read read) {
  try {
    const json object = json::parse(text);
    refuse_other_version(object);
    return read(object);
  } catch (const json::exception& error) {
    throw std::runtime_error(std::string("the ") + what +
                             " is not as docs/protocol.md says: " + error.what());
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error(std::string("the ") + what +
                             " is not as docs/protocol.md says: " + error.what());
  }
}

std::map<std::string, std::string> texts(const json& object) {
  std::map<std::string, std::string> values;
  for (const auto& [key, value] : object.items()) {
    values[key] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return values;
}

json worker_json(const WorkerRecord& worker) {
  json row{{"worker", worker.worker}, {"tasks", worker.tasks}};
  put(row, "first_s", worker.first_s);
  put(row, "last_s", worker.last_s);
  put(row, "cpu_s", worker.cpu_s);
  put(row, "voluntary_switches", worker.voluntary_switches);
  put(row, "involuntary_switches", worker.involuntary_switches);
  put(row, "runq_wait_s", worker.runq_wait_s);
  put(row, "passes", worker.passes);
  return row;
}

WorkerRecord read_worker(const json& row) {
  WorkerRecord worker;
  row.at("worker").get_to(worker.worker);
  row.at("tasks").get_to(worker.tasks);
  get(row, "first_s", worker.first_s);
  get(row, "last_s", worker.last_s);
  get(row, "cpu_s", worker.cpu_s);
  get(row, "voluntary_switches", worker.voluntary_switches);
  get(row, "involuntary_switches", worker.involuntary_switches);
  get(row, "runq_wait_s", worker.runq_wait_s);
  get(row, "passes", worker.passes);
  return worker;
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
      throw std::invalid_argument("trace: the span of task " + std::to_string(read.task));
    seen[read.task] = true;
    trace.spans.push_back(read);
  }
  if (trace.spans.size() != tasks) {
    throw std::invalid_argument("trace: " + std::to_string(trace.spans.size()) + " spans of " +
                                std::to_string(tasks) + " tasks");
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
      throw std::runtime_error("workers is " + std::to_string(request.workers) + ": at least 1");
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
  json object{{"protocol", protocol_version},
              {"tasks", record.tasks},
              {"passes", record.passes},
              {"setup_s", record.setup_s},
              {"cold_s", record.cold_s},
              {"wall_s", record.wall_s},
              {"wall_min_s", record.wall_min_s},
              {"wall_max_s", record.wall_max_s},
              {"teardown_s", record.teardown_s},
              {"workers_seen", record.workers_seen},
              {"max_in_flight", record.max_in_flight},
              {"peak_rss_kib", record.peak_rss_kib},
              {"digest", digest_text(record.digest)},
              {"per_worker", json::array()}};
  put(object, "cpu_s", record.cpu_s);
  put(object, "voluntary_switches", record.voluntary_switches);
  put(object, "involuntary_switches", record.involuntary_switches);
  put(object, "foreign_cpu_s", record.foreign_cpu_s);
  put(object, "steal_s", record.steal_s);
  put(object, "throttled_s", record.throttled_s);
  put(object, "runq_wait_s", record.runq_wait_s);
  put(object, "observed", record.observed);
  for (const WorkerRecord& worker : record.per_worker)
    object["per_worker"].push_back(worker_json(worker));
  if (record.trace) object["trace"] = trace_json(*record.trace);
  return object.dump();
}

TrialRecord read_record(const std::string& text) {
  return reading("record", text, [](const json& object) {
    TrialRecord record;
    object.at("tasks").get_to(record.tasks);
    object.at("passes").get_to(record.passes);
    object.at("setup_s").get_to(record.setup_s);
    object.at("cold_s").get_to(record.cold_s);
    object.at("wall_s").get_to(record.wall_s);
    object.at("wall_min_s").get_to(record.wall_min_s);
    object.at("wall_max_s").get_to(record.wall_max_s);
    object.at("teardown_s").get_to(record.teardown_s);
    object.at("workers_seen").get_to(record.workers_seen);
    object.at("max_in_flight").get_to(record.max_in_flight);
    record.peak_rss_kib = object.value("peak_rss_kib", std::int64_t{0});
    record.digest = read_digest(object.at("digest").get<std::string>());
    get(object, "cpu_s", record.cpu_s);
    get(object, "voluntary_switches", record.voluntary_switches);
    get(object, "involuntary_switches", record.involuntary_switches);
    get(object, "foreign_cpu_s", record.foreign_cpu_s);
    get(object, "steal_s", record.steal_s);
    get(object, "throttled_s", record.throttled_s);
    get(object, "runq_wait_s", record.runq_wait_s);
    get(object, "observed", record.observed);
    for (const json& row : object.value("per_worker", json::array()))
      record.per_worker.push_back(read_worker(row));
    if (object.contains("trace") && !object["trace"].is_null())
      record.trace = read_trace(object["trace"], record.tasks);
    return record;
  });
}

}  // namespace parbench
