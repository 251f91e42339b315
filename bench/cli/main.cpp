// parbench: which command, and what its end means for the shell. Everything else is elsewhere.
#include <iostream>

#include "bench/cli/list.hpp"
#include "bench/cli/options.hpp"
#include "bench/cli/python.hpp"
#include "bench/launch/check_runner.hpp"
#include "bench/launch/guard_client.hpp"
#include "bench/parameters.hpp"
#include "bench/run/run.hpp"

int main(int argc, char** argv) {
  using namespace parbench;
  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    const Options options = parse_options(words);
    std::vector<std::string> said{
        "parbench"};  // not the path that it was called by: it may name a person
    said.insert(said.end(), words.begin(), words.end());
    if (options.command == "run") return run(options.run, said);
    if (options.command == "selftest") return selftest(options.run, said);
    if (options.command == "list") return list(std::cout);
    if (options.command == "report") become_python("reports.commands.report", options.arguments, true);
    if (options.command == "summary" || options.command == "compare")
      become_python("reports.commands." + options.command, options.arguments, false);
    if (options.command == "check-runner") return check_runner_command(options.arguments);
    std::cout << options.text;
    return exit_code::ok;
  } catch (const UsageError& error) {
    std::cerr << "parbench: " << error.what() << '\n';
    return exit_code::usage;
  } catch (const BadParameter& error) {
    std::cerr << "parbench: " << error.what() << '\n';
    return exit_code::usage;
  } catch (const Interrupted&) {
    std::cerr << "parbench: interrupted before anything was measured\n";
    return exit_code::interrupted;
  } catch (const std::exception& error) {
    std::cerr << "parbench: " << error.what() << '\n';
    return exit_code::trial_failed;
  }
}
