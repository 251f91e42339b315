// What follows from the lists of columns: headers, datapackage.json, and the tables of
// docs/columns.md and docs/protocol.md. With PARBENCH_UPDATE_DOCS=1 in the environment these tables
// are written anew.
#include "bench/columns.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "bench/output/csv.hpp"
#include "bench/output/datapackage.hpp"
#include "bench/output/sample_file.hpp"
#include "bench/output/sample_rows.hpp"
#include "bench/service_columns.hpp"
#include "tests/support/documented.hpp"

namespace parbench {
namespace {

using Json = nlohmann::json;

std::string table_of(const std::vector<Column>& columns) {
  std::string table = "| Column | Type | Unit | Empty when | Meaning |\n|---|---|---|---|---|\n";
  for (const Column& column : columns) {
    table += fmt::format("| `{}` | {} | {} | {} | {}", column.name, column.type, column.unit,
                         column.when_empty.empty() ? "never" : column.when_empty, column.meaning);
    if (!column.values.empty())
      table += fmt::format(" One of `{}`.", fmt::join(column.values, "`, `"));
    table += " |\n";
  }
  return table;
}

// The record's keys in the runner protocol.
template <typename Record>
struct KeysOf {
  std::string table = "| Key | Type | Unit | Needed | Meaning |\n|---|---|---|---|---|\n";

  template <typename Value>
  void operator()(const Column& column, Value Record::*) {
    add(column, static_cast<const Value*>(nullptr), "yes");
  }
  template <typename Value, typename Other>
  void operator()(const Column&, Value Other::*) {}

  template <typename Value>
  void add(const Column& column, const Value*, std::string_view needed) {
    const bool number = std::is_same_v<Value, double> || std::is_same_v<Value, Observed>;
    const char* type = number ? "number" : std::is_integral_v<Value> ? "integer" : "string";
    table += fmt::format("| `{}` | {} | {} | {} | {} |\n", column.name, type, column.unit, needed,
                         column.meaning);
  }
  template <typename Value>
  void add(const Column& column, const std::optional<Value>*, std::string_view) {
    add(column, static_cast<const Value*>(nullptr), "");
  }
};

TEST(Columns, HeadersNeverChange) {
  EXPECT_EQ(header_of(samples_columns()),
            "schema_version,run_id,machine_id,session,block,position,attempt,role,status,reason,"
            "exit_signal,contamination,workload,params,runner,workers,tasks,passes,setup_s,cold_s,"
            "wall_s,wall_min_s,wall_max_s,teardown_s,cpu_s,companion_cpu_s,workers_seen,"
            "max_in_flight,foreign_cpu_s,steal_s,throttled_s,runq_wait_s,voluntary_switches,"
            "involuntary_switches,peak_rss_kib,digest,observed,usable_cpus,started_at,slowdown");
  EXPECT_EQ(
      header_of(workers_columns()),
      "schema_version,run_id,block,position,attempt,workload,params,runner,workers,worker,"
      "tasks,first_s,last_s,cpu_s,voluntary_switches,involuntary_switches,runq_wait_s,passes");
  EXPECT_EQ(header_of(spans_columns()),
            "schema_version,run_id,block,position,attempt,workload,params,runner,workers,pass_s,"
            "task,worker,start_s,end_s");
  EXPECT_EQ(header_of(spread_columns()),
            "schema_version,run_id,block,position,attempt,workload,params,runner,workers,passes,"
            "p5_s,p25_s,p50_s,p75_s,p90_s,p95_s,p99_s");
  EXPECT_EQ(header_of(outside_load_columns()),
            "schema_version,run_id,block,position,attempt,workload,params,runner,workers,wall_s,"
            "cpu_s,foreign_cpu_s,steal_s,throttled_s");
  EXPECT_EQ(header_of(hosts_columns()),
            "schema_version,run_id,block,position,attempt,workload,params,runner,workers,host,"
            "cpu_model,cpus,host_workers,tasks,cpu_s,foreign_cpu_s,steal_s,throttled_s,sent_bytes,"
            "received_bytes");
  EXPECT_EQ(header_of(pauses_columns()),
            "schema_version,run_id,block,position,attempt,workload,params,runner,workers,paused_s,"
            "suspended_s,stopped_s");
  EXPECT_EQ(header_of(service_columns()),
            "schema_version,run_id,block,position,attempt,workload,params,runner,workers,"
            "rate_per_s,achieved_per_s,requests,queue_wait_s,service_s,latency_s,p50_s,p90_s,p99_s,"
            "p999_s,max_s,utilisation,unserved,errors,offered_per_s");
  EXPECT_EQ(header_of(latency_columns()),
            "schema_version,run_id,block,position,attempt,workload,params,runner,workers,lower_s,"
            "upper_s,requests");
}

TEST(Columns, TheExampleIsWrittenAsItWasRead) {
  std::string written = header_of(samples_columns()) + '\n';
  const ReadResult read =
      read_samples(docs_folder + "example/samples.csv",
                   [&](const Sample& sample) { written += csv_row(sample_fields(sample)); });
  EXPECT_EQ(read.errors, std::vector<std::string>{});
  EXPECT_GT(read.rows, 100U);
  EXPECT_EQ(written, text_of(docs_folder + "example/samples.csv"));
}

TEST(Columns, AreDocumented) {
  expect_documented("columns.md", "## samples.csv", table_of(samples_columns()));
  expect_documented("columns.md", "## workers.csv", table_of(workers_columns()));
  expect_documented("columns.md", "## spans.csv", table_of(spans_columns()));
  expect_documented("columns.md", "## spread.csv", table_of(spread_columns()));
  expect_documented("columns.md", "## outside_load.csv", table_of(outside_load_columns()));
  expect_documented("columns.md", "## hosts.csv", table_of(hosts_columns()));
  expect_documented("columns.md", "## pauses.csv", table_of(pauses_columns()));
  expect_documented("columns.md", "## service.csv", table_of(service_columns()));
  expect_documented("columns.md", "## latency.csv", table_of(latency_columns()));
}

TEST(Columns, OfTheRecordAreInTheProtocol) {
  KeysOf<TrialRecord> record;
  visit_samples_columns(record);
  expect_documented("protocol.md", "## The record", record.table);
  KeysOf<WorkerRecord> worker;
  visit_workers_columns(worker);
  expect_documented("protocol.md", "### `per_worker`", worker.table);
  KeysOf<HostRecord> host;
  visit_hosts_columns(host);
  expect_documented("protocol.md", "### `per_host`", host.table);
  KeysOf<Spread> spread;
  visit_spread_columns(spread);
  expect_documented("protocol.md", "### `spread`", spread.table);
  KeysOf<Latency> latency;
  visit_service_columns(latency);
  expect_documented("protocol.md", "### `latency`", latency.table);
}

TEST(Columns, UnitsAreInTheNames) {
  for (const auto* columns : {&samples_columns(), &workers_columns(), &spans_columns(),
                              &spread_columns(), &outside_load_columns(), &hosts_columns(),
                              &pauses_columns(), &service_columns(), &latency_columns()}) {
    for (const Column& column : *columns) {
      const bool rate = column.name.ends_with("_per_s");
      EXPECT_EQ(rate, column.unit == "1/s") << column.name;
      EXPECT_EQ(column.name.ends_with("_s") && !rate, column.unit == "s") << column.name;
      EXPECT_EQ(column.name.ends_with("_bytes"), column.unit == "B") << column.name;
      EXPECT_EQ(column.name.ends_with("_kib"), column.unit == "KiB") << column.name;
    }
  }
}

TEST(DataPackage, DescribesEveryColumn) {
  const Json package = Json::parse(datapackage_text("20250102T030405Z-quick"));
  EXPECT_EQ(package["name"], "parbench-20250102t030405z-quick");
  const std::vector<std::pair<std::string, const std::vector<Column>*>> tables{
      {"samples.csv", &samples_columns()},
      {"workers.csv", &workers_columns()},
      {"spans.csv", &spans_columns()},
      {"spread.csv", &spread_columns()},
      {"outside_load.csv", &outside_load_columns()},
      {"hosts.csv", &hosts_columns()},
      {"pauses.csv", &pauses_columns()},
      {"service.csv", &service_columns()},
      {"latency.csv", &latency_columns()}};
  ASSERT_EQ(package["resources"].size(), tables.size());
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const Json& resource = package["resources"][i];
    EXPECT_EQ(resource["path"], tables[i].first);
    EXPECT_EQ(resource["schema"]["missingValues"], Json::array({""}));
    const std::vector<Column>& columns = *tables[i].second;
    const Json& fields = resource["schema"]["fields"];
    ASSERT_EQ(fields.size(), columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c) {
      EXPECT_EQ(fields[c]["name"], columns[c].name);
      EXPECT_EQ(fields[c]["type"], columns[c].type);
      EXPECT_EQ(fields[c].value("unit", ""), columns[c].unit);
      EXPECT_FALSE(fields[c]["description"].get<std::string>().empty());
      const Json constraints = fields[c].value("constraints", Json::object());
      EXPECT_EQ(constraints.value("required", false), columns[c].when_empty.empty());
    }
  }
}

}  // namespace
}  // namespace parbench
