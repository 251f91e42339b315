// Values as people write them: durations, sizes, counts, lists of workers, addresses.
#include "bench/plan/lists.hpp"
#include "bench/units.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "workloads/fetch_url.hpp"

namespace parbench {
namespace {

using fuzz::accepts;
using fuzz::require;

void units(const std::string& text) {
  accepts<std::invalid_argument>([&] {
    const double seconds = parse_duration_s(text);
    require(parse_duration_s(duration_text(seconds)) == seconds, "a duration has one value", text);
    require(!human_duration(seconds).empty(), "a duration can be shown", text);
  });
  accepts<std::invalid_argument>([&] {
    const std::uint64_t bytes = parse_size_bytes(text);
    require(parse_size_bytes(size_text(bytes)) == bytes, "a size has one value", text);
  });
  accepts<std::invalid_argument>([&] {
    const std::uint64_t count = parse_count(text, 3, 1000);
    require(count >= 3 && count <= 1000, "a count is within its range", text);
  });
}

}  // namespace
}  // namespace parbench

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parbench;
  const std::string text{fuzz::text_of(data, size)};
  units(text);
  fuzz::user_may([&] {
    const std::vector<int> counts = parse_workers(text, 3.5, 2);
    require(!counts.empty() && counts.front() >= 1, "at least one worker", text);
  });
  accepts<std::invalid_argument>([&] {
    const Url url = parse_url(text);
    const Url again = parse_url("http://" + url.authority() + url.target);
    require(again.host == url.host && again.port == url.port && again.target == url.target,
            "an address is read back as it was written", text);
  });
  return 0;
}
