// plan.json of a run that is resumed.
#include "bench/plan/plan_json.hpp"
#include "bench/run/resume.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/small_plan.hpp"
#include "tests/support/temporary_folder.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parbench;
  static const TemporaryFolder folder;
  folder.write("plan.json", fuzz::text_of(data, size));
  Plan plan = small_plan();
  fuzz::user_may([&] {
    adopt_plan(folder.path(), RunOptions{}, plan);
    fuzz::require(plan.blocks >= 1 && plan.spare_blocks >= 0 && plan.min_sample_s >= 0,
                  "a plan that is adopted can be measured");
    plan_text(plan);
  });
  return 0;
}
