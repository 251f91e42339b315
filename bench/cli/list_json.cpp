#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bench/cli/list.hpp"
#include "bench/plan/presets.hpp"
#include "bench/run/run_context.hpp"
#include "bench/run/run_files.hpp"
#include "bench/run_options.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

using Json = nlohmann::ordered_json;
using Type = ParameterSpec::Type;

const char* type_name(Type type) {
  switch (type) {
    case Type::count:
      return "count";
    case Type::duration:
      return "duration";
    case Type::size:
      return "size";
    case Type::rate:
      return "rate";
    case Type::share:
      return "share";
    case Type::choice:
      return "choice";
    case Type::text:
      return "text";
  }
  return "text";
}

// As --set takes it: a count is a number, all else text with its unit.
Json value_json(Type type, double value) {
  if (type == Type::duration) return duration_text(value);
  if (type == Type::rate) return rate_text(value);
  if (type == Type::share) return plain_number(value);
  if (type == Type::size) return size_text(static_cast<std::uint64_t>(value));
  return static_cast<std::uint64_t>(value);
}

Json parameter_json(std::string_view workload, const ParameterSpec& spec) {
  Json json{{"name", fmt::format("{}.{}", workload, spec.key)},
            {"about", spec.about},
            {"type", type_name(spec.type)}};
  if (spec.type == Type::count) {
    json["default"] = parse_count(spec.fallback, 0, UINT64_MAX);
  } else {
    json["default"] = spec.fallback;
  }
  if (spec.type == Type::choice) json["choices"] = spec.choices;
  if (spec.type != Type::choice && spec.type != Type::text) {
    json["least"] = value_json(spec.type, spec.least);
    json["most"] = value_json(spec.type, spec.most);
  }
  return json;
}

Json workloads_json() {
  Json list = Json::array();
  for (const NamedWorkload& workload : workloads()) {
    if (workload.info->kind == WorkloadKind::checking) continue;
    Json parameters = Json::array();
    for (const ParameterSpec& spec : workload.info->parameters) {
      if (!spec.drawn) parameters.push_back(parameter_json(workload.name, spec));
    }
    list.push_back({{"name", workload.name},
                    {"about", workload.info->about},
                    {"kind", kind_name(workload.info->kind)},
                    {"usable", true},
                    {"why_not", nullptr},
                    {"parameters", parameters}});
  }
  for (const AbsentWorkload& absent : absent_workloads()) {
    list.push_back({{"name", absent.name},
                    {"about", nullptr},
                    {"kind", nullptr},
                    {"usable", false},
                    {"why_not", fmt::format("not built: sudo apt install {}, then build again",
                                            absent.package)},
                    {"parameters", Json::array()}});
  }
  return list;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json runners_json(const RunContext& context) {
  Json list = Json::array();
  for (const FoundRunner& runner : context.runners) {
    list.push_back({{"name", runner.name},
                    {"family", runner.family},
                    {"about", text_or_null(runner.about)},
                    {"version", text_or_null(runner.version)},
                    {"workers", text_or_null(runner.counts)},
                    {"scales", runner.absent.empty() ? Json(runner.scales) : Json()},
                    {"in_order", runner.absent.empty() ? Json(runner.in_order) : Json()},
                    {"cannot_share", text_or_null(runner.cannot_share)},
                    {"usable", runner.absent.empty()},
                    {"why_not", text_or_null(runner.absent)},
                    {"package", text_or_null(runner.package)},
                    {"workloads", runner.workloads}});
    Json& names = list.back()["workloads"];
    for (auto name = names.begin(); name != names.end();) {
      const WorkloadInfo* known = find_workload(name->get_ref<const std::string&>());
      const bool checks = known != nullptr && known->kind == WorkloadKind::checking;
      name = checks ? names.erase(name) : name + 1;
    }
  }
  return list;
}

}  // namespace

int list_as_json() {
  std::vector<std::string> none;
  const RunContext context{none, every_runner()};
  Json presets_list = Json::array();
  for (const Preset& preset : presets())
    presets_list.push_back({{"name", preset.name}, {"about", preset.about}});
  const Json json{{"schema_version", 1},
                  {"parbench", version_text()},
                  {"workloads", workloads_json()},
                  {"runners", runners_json(context)},
                  {"presets", presets_list}};
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
  return exit_code::ok;
}

}  // namespace parbench
