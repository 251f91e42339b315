#include <iostream>

#include "bench/cli/check_runner_command.hpp"
#include "bench/cli/list.hpp"
#include "bench/cli/options.hpp"
#include "bench/launch/guard_client.hpp"
#include "bench/parameters.hpp"
#include "bench/run/python.hpp"
#include "bench/run/run.hpp"

int main(int argc, char** argv) {
  using namespace parbench;
  const std::vector<std::string> args(argv + 1, argv + argc);
  try {
    const Options options = parse_options(args);
    // For environment.json; not the path of the program, which may name a person.
    std::vector<std::string> command_line{"parbench"};
    command_line.insert(command_line.end(), args.begin(), args.end());
    if (options.command == "run") return run(options.run, command_line);
    if (options.command == "selftest") return selftest(options.run, command_line);
    if (options.command == "list") return list();
    if (options.command == "check-runner") return check_runner_command(options.check_runner);
    if (is_python_command(options.command)) {
      become_python("reports.commands." + options.command, options.args,
                    options.command == "report");
    }
    std::cout << options.help;
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
