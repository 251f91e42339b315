// options.toml, as --config and --resume read it.
#include "bench/cli/options.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/temporary_folder.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parbench;
  static const TemporaryFolder folder;
  folder.write("options.toml", fuzz::text_of(data, size));
  const std::string file = (folder.path() / "options.toml").string();
  fuzz::user_may([&] {
    const Options options = parse_options({"run", "--config", file});
    folder.write("options.toml", options.run.toml);
    const Options again = parse_options({"run", "--config", file});
    fuzz::require(again.run.toml == options.run.toml, "options.toml is read back as it was written",
                  options.run.toml);
  });
  fuzz::user_may([&] { parse_options({"run", "--resume", folder.path().string()}); });
  return 0;
}
