// The table of columns, the header, datapackage.json and docs/columns.md say the same. Never writes
// the documentation.
#include "bench/output/columns.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "bench/output/datapackage.hpp"

namespace parbench {
namespace {

using Json = nlohmann::json;

// One section of docs/columns.md, as it must stand there.
std::string documented(const std::vector<Column>& columns) {
  std::string table = "| Column | Type | Unit | Empty when | Meaning |\n|---|---|---|---|---|\n";
  for (const Column& column : columns) {
    table += "| `" + std::string(column.name) + "` | " + std::string(column.type) + " | " +
             std::string(column.unit) + " | " +
             (column.when_empty.empty() ? "never" : std::string(column.when_empty)) + " | " +
             std::string(column.meaning);
    for (std::size_t i = 0; i < column.values.size(); ++i) {
      table += (i == 0 ? " One of `" : ", `") + std::string(column.values[i]) + '`';
    }
    table += column.values.empty() ? " |\n" : ". |\n";
  }
  return table;
}

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
}

TEST(Columns, AreDocumented) {
  std::ifstream file(PARBENCH_SOURCE_DIR "/docs/columns.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  for (const auto* columns : {&samples_columns(), &workers_columns(), &spans_columns()}) {
    const std::string table = documented(*columns);
    EXPECT_NE(text.find(table), std::string::npos) << "docs/columns.md must hold:\n" << table;
  }
}

TEST(Columns, UnitsAreInTheNames) {
  for (const auto* columns : {&samples_columns(), &workers_columns(), &spans_columns()}) {
    for (const Column& column : *columns) {
      EXPECT_EQ(column.name.ends_with("_s"), column.unit == "s") << column.name;
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
      {"spans.csv", &spans_columns()}};
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
