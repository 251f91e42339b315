#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "bench/cli/check_runner_command.hpp"
#include "bench/cli/list.hpp"
#include "bench/cli/option_table.hpp"
#include "bench/cli/options.hpp"
#include "bench/cli/write_for_shell.hpp"
#include "bench/launch/guard_client.hpp"
#include "bench/parameters.hpp"
#include "bench/run/descriptor_limit.hpp"
#include "bench/run/python.hpp"
#include "bench/run/run.hpp"
#include "bench/standard_descriptors.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

// `code`, or another one after a message where a closed or full stdout lost some of the text.
int after_printing(int code) {
  std::cout.flush();
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good()) return code;
  if (code != exit_code::ok) return code;
  std::cerr << "parbench: stdout takes no text" << (errno == 0 ? "" : ": ")
            << (errno == 0 ? "" : std::strerror(errno)) << '\n';
  return exit_code::usage;
}

// Not what only prints.
bool opens_files(const std::string& command) {
  return !command.empty() && command != "completion" && command != "man";
}

// Whatever it quotes: a name with a line end or an escape sequence stays on its line.
void say(const char* message) { std::cerr << "parbench: " << one_line(message, 4000) << '\n'; }

int execute(const std::vector<std::string>& args) {
  try {
    const Options options = parse_options(args);
    // For environment.json; not the path of the program, which may name a person.
    std::vector<std::string> command_line{"parbench"};
    command_line.insert(command_line.end(), args.begin(), args.end());
    if (opens_files(options.command)) require_descriptors();
    if (options.command == "run") return run(options.run, command_line);
    if (options.command == "advise") return advise(options.run, command_line);
    if (options.command == "ab") return ab(options.run, command_line);
    if (options.command == "selftest") return selftest(options.run, command_line);
    if (options.command == "list") return options.list_json ? list_as_json() : list();
    if (options.command == "check-runner") return check_runner_command(options.check_runner);
    if (options.command == "completion") return write_completion(options.shell);
    if (options.command == "man") return write_man_page();
    if (is_python_command(options.command)) {
      become_python("reports.commands." + options.command, options.args,
                    options.command == "report");
    }
    std::cout << options.help;
    return exit_code::ok;
  } catch (const UsageError& error) {
    say(error.what());
    return exit_code::usage;
  } catch (const BadParameter& error) {
    say(error.what());
    return exit_code::usage;
  } catch (const Interrupted&) {
    std::cerr << "parbench: interrupted before anything was measured\n";
    return exit_code::interrupted;
  } catch (const std::exception& error) {
    const bool lost = std::ferror(stdout) != 0;
    say(((lost ? "stdout takes no text: " : "") + std::string(error.what())).c_str());
    return lost ? exit_code::usage : exit_code::trial_failed;
  }
}

}  // namespace
}  // namespace parbench

int main(int argc, char** argv) {
  parbench::open_missing_standard_descriptors();
  return parbench::after_printing(parbench::execute({argv + 1, argv + argc}));
}
