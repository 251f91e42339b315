#include "bench/cli/man_page.hpp"

#include <fmt/format.h>

namespace parbench {
namespace {

// Text of ours for troff: a dash that stays a dash, no escape, no control line.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '-') {
      result += "\\-";
    } else if (c == '\\') {
      result += "\\e";
    } else if ((c == '.' || c == '\'') && result.empty()) {
      result += std::string("\\&") + c;
    } else {
      result += c;
    }
  }
  return result;
}

std::string bold(const std::string& text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string entry(const std::string& term, const std::string& text) {
  return ".TP\n" + term + "\n" + escaped(text) + "\n";
}

std::string term_of(const OptionFacts& option) {
  std::string term = option.positional.empty() ? "" : italic(option.positional);
  for (const std::string& name : option.names) term += (term.empty() ? "" : ", ") + bold(name);
  if (!option.names.empty() && !option.value.empty()) term += " " + italic(option.value);
  return term;
}

std::string command_section(const CommandFacts& command) {
  std::string text = ".SS parbench " + escaped(command.name) + "\n" + escaped(command.about) + "\n";
  for (const OptionFacts& option : command.options) text += entry(term_of(option), option.about);
  return text;
}

}  // namespace

std::string man_page(const std::vector<CommandFacts>& commands, const std::string& version) {
  std::string text =
      fmt::format(".TH PARBENCH 1 \"\" \"{}\" \"User Commands\"\n", escaped(version));
  text +=
      ".SH NAME\nparbench \\- how many workers, and which concurrency model, for this work on this "
      "machine?\n"
      ".SH SYNOPSIS\n\\fBparbench\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n"
      ".SH DESCRIPTION\n"
      "parbench measures the same checked work under threads, processes, task libraries and "
      "CPython's pools, with several numbers of workers, and says which of them to use and how "
      "sure "
      "that is. A run leaves a folder with every sample as CSV, its verdicts and a page.\n"
      ".SH COMMANDS\n";
  for (const CommandFacts& command : commands) text += command_section(command);
  text += ".SH EXIT STATUS\n";
  text += entry("0", "every trial ended as planned");
  text += entry("1",
                "a trial failed, the summary or the report could not be written, or ab or compare "
                "found a slow-down, or a bound of selftest is broken");
  text += entry("2", "wrong options, or input that cannot be used: one line says why");
  text += entry(
      "3", "too much background load, or no verdict (--strict, summary, ab, compare, selftest)");
  text += entry("74", "what was to be printed could not be written to standard output");
  text += entry("130", "interrupted");
  text += ".SH ENVIRONMENT\n";
  text += entry(bold("PARBENCH_PYTHON"), "the Python that judges and draws");
  text += entry(bold("PARBENCH_SCRATCH"), "the folder for the data of trials (default: /dev/shm)");
  text += entry(bold("PARBENCH_LOCK"), "the file by which runs on one machine queue");
  text += ".SH FILES\n";
  text += entry("results/<UTC time>\\-<preset>\\-<random>/",
                "the folder of a run; results/latest is the newest");
  return text;
}

}  // namespace parbench
