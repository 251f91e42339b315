// environment.json of a run that is resumed.
#include <nlohmann/json.hpp>

#include "bench/machine/environment_keys.hpp"
#include "bench/run/resume.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

const char* const this_machine =
    R"({"schema_version":1,"cpu_model":"A","usable_cpus":2,"kernel":{"release":"6.1"},
        "affinity":[0,1],"quota_cpus":null,"git_revision":"0123456789ab"})";

Side side_in(const std::filesystem::path& folder) {
  std::ofstream{folder / "pool"} << "a program";
  Side side;
  side.label = "before";
  side.path = folder;
  side.runners.emplace_back().name = "pool";
  side.runners.back().executable = folder / "pool";
  side.runners.back().asked = true;
  return side;
}

// What a run writes has every key.
nlohmann::ordered_json environment_now() {
  nlohmann::ordered_json json;
  for (const EnvironmentKey& key : environment_keys()) json[key.name] = nullptr;
  json.update(nlohmann::ordered_json::parse(this_machine));
  return json;
}

void resume(const std::filesystem::path& folder) {
  static const nlohmann::ordered_json now = environment_now();
  RunNames names = resumed_names(folder, "m0123456789abcdef");
  const nlohmann::ordered_json changed = changed_since(folder, now, true);
  fuzz::user_may([&] { changed_since(folder, now, false); });
  fuzz::user_may([&] { require_same_sides(folder, {side_in(folder)}); });
  Sample row;
  row.session = "2";
  begin_session(folder, names, {row}, {"parbench", "run", "--resume", "."}, changed);
  resumed_names(folder, "m0123456789abcdef");
}

}  // namespace
}  // namespace parbench

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parbench;
  static const TemporaryFolder folder;
  folder.write("environment.json", fuzz::text_of(data, size));
  fuzz::user_may([] { resume(folder.path()); });
  return 0;
}
