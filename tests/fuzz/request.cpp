// What the driver hands to a runner's process, and what a runner says of itself.
#include "bench/launch/runners.hpp"
#include "bench/protocol.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parbench;
  const std::string text{fuzz::text_of(data, size)};
  fuzz::accepts<std::runtime_error>([&] {
    const std::string json = to_json(read_request(text));
    fuzz::require(to_json(read_request(json)) == json, "a request is read back as it was written",
                  json);
  });
  fuzz::accepts<std::runtime_error>([&] { read_parameters(text); });
  fuzz::accepts<std::runtime_error>([&] {
    const FoundRunner found = read_description(text);
    fuzz::require_one_line(found.name);
    fuzz::require_one_line(found.family);
  });
  return 0;
}
