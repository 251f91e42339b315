#include "bench/cli/write_for_shell.hpp"

#include <fmt/format.h>

#include <iostream>

#include "bench/cli/completion.hpp"
#include "bench/cli/man_page.hpp"
#include "bench/run_options.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

std::vector<CommandFacts> commands() {
  std::string lack;
  std::vector<CommandFacts> all = all_commands(lack);
  if (!lack.empty()) std::cerr << "parbench: " << lack << '\n';
  return all;
}

}  // namespace

int write_completion(const std::string& shell) {
  if (shell != "bash" && shell != "zsh")
    throw UsageError(fmt::format("completion: '{}' is not allowed: bash or zsh", printable(shell)));
  fmt::print("{}", shell == "bash" ? bash_completion(commands()) : zsh_completion(commands()));
  return exit_code::ok;
}

int write_man_page() {
  fmt::print("{}", man_page(commands(), "parbench " PARBENCH_VERSION));
  return exit_code::ok;
}

}  // namespace parbench
