#include "bench/output/datapackage.hpp"

#include <nlohmann/json.hpp>

#include "bench/output/sample_rows.hpp"

namespace parbench {
namespace {

using Json = nlohmann::ordered_json;

Json field_of(const Column& column) {
  Json field{{"name", column.name}, {"type", column.type}};
  if (column.type == "datetime") field["format"] = "any";  // seconds may have a fraction
  if (!column.unit.empty()) field["unit"] = column.unit;
  std::string description(column.meaning);
  if (!column.when_empty.empty()) {
    description += " Empty: " + std::string(column.when_empty) + '.';
  }
  field["description"] = description;
  Json constraints = Json::object();
  if (column.when_empty.empty()) constraints["required"] = true;
  if (!column.values.empty()) constraints["enum"] = column.values;
  if (!constraints.empty()) field["constraints"] = constraints;
  return field;
}

Json resource_of(const char* name, const char* title, const std::vector<Column>& columns) {
  Json fields = Json::array();
  for (const Column& column : columns) fields.push_back(field_of(column));
  return {{"name", name},
          {"path", std::string(name) + ".csv"},
          {"title", title},
          {"profile", "tabular-data-resource"},
          {"format", "csv"},
          {"mediatype", "text/csv"},
          {"encoding", "utf-8"},
          {"dialect",
           {{"delimiter", ","},
            {"lineTerminator", "\n"},
            {"quoteChar", "\""},
            {"doubleQuote", true},
            {"header", true}}},
          {"schema", {{"fields", fields}, {"missingValues", {""}}}}};
}

// The specification allows lower case, digits, '.', '_' and '-' in a package's name.
std::string package_name(const std::string& run_id) {
  std::string name = "parbench-";
  for (const char c : run_id) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    name += upper ? static_cast<char>(c - 'A' + 'a') : plain ? c : '-';
  }
  return name;
}

}  // namespace

std::string datapackage_text(const std::string& run_id) {
  const Json package{
      {"name", package_name(run_id)},
      {"profile", "tabular-data-package"},
      {"title", "Samples of the parbench run " + run_id},
      {"resources",
       {resource_of("samples", "A row per trial", samples_columns()),
        resource_of("workers", "A row per worker of each trial", workers_columns()),
        resource_of("spans", "A row per task of each traced pass", spans_columns()),
        resource_of("spread", "A row per trial of several passes", spread_columns()),
        resource_of("outside_load", "A row per trial of a runner that reports no load",
                    outside_load_columns()),
        resource_of("hosts", "A row per host of each trial on hosts of --hosts", hosts_columns()),
        resource_of("pauses", "A row per trial that was paused", pauses_columns()),
        resource_of("service", "A row per trial at a rate", service_columns()),
        resource_of("latency", "A row per bucket of latencies of each trial at a rate",
                    latency_columns())}},
  };
  return package.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace parbench
