#include "bench/cli/completion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bench/launch/runners.hpp"
#include "bench/plan/presets.hpp"
#include "bench/workload.hpp"

namespace parbench {
namespace {

using Words = std::vector<std::string>;

// What the value of an option can be.
struct Choices {
  Words words = {};
  bool is_list = false;  // several of them, with commas
  bool files = false, folders = false;
  bool unfinished = false;  // more is to be typed behind the word
};

Words workload_names() {
  Words names;
  for (const NamedWorkload& workload : workloads()) {
    if (workload.info->kind != WorkloadKind::checking) names.emplace_back(workload.name);
  }
  return names;
}

Words parameter_keys() {
  Words keys;
  for (const NamedWorkload& workload : workloads()) {
    if (workload.info->kind == WorkloadKind::checking) continue;
    for (const ParameterSpec& spec : workload.info->parameters) {
      if (!spec.drawn) keys.push_back(fmt::format("{}.{}=", workload.name, spec.key));
    }
  }
  return keys;
}

Words runner_names() {
  Words names;
  for (const KnownRunner& runner : known_runners()) names.emplace_back(runner.name);
  return names;
}

// "auto|always|never"
Words alternatives(std::string text) {
  Words words = {};
  for (std::size_t bar = 0; (bar = text.find('|')) != std::string::npos; text.erase(0, bar + 1))
    words.push_back(text.substr(0, bar));
  if (!words.empty()) words.push_back(text);
  return words;
}

Choices choices_of(const OptionFacts& option) {
  const std::string& kind = option.value;
  if (kind == "PRESET") return {.words = preset_names()};
  if (kind == "WORKLOADS") return {.words = workload_names(), .is_list = true};
  if (kind == "RUNNERS") return {.words = runner_names(), .is_list = true};
  if (kind == "RUNNER") return {.words = runner_names(), .files = true};
  if (kind == "KEY=VALUE") return {.words = parameter_keys(), .unfinished = true};
  if (kind == "DIR") return {.folders = true};
  if (kind == "FILE" || kind == "PATH" || option.is_path) return {.files = true};
  return {.words = alternatives(kind)};
}

std::string joined(const Words& words) { return fmt::format("{}", fmt::join(words, " ")); }

// The commands of bash that complete this value.
std::string bash_action(const Choices& choices) {
  if (choices.is_list) return fmt::format("_parbench_list '{}'", joined(choices.words));
  std::string action;
  if (!choices.words.empty()) action = fmt::format("_parbench_words '{}'", joined(choices.words));
  if (choices.unfinished) action += "; compopt -o nospace 2>/dev/null";
  if (choices.files) action += (action.empty() ? "" : "; ") + std::string("_parbench_files -f");
  if (choices.folders) action += "_parbench_files -d";
  return action.empty() ? ":" : action;
}

std::string bash_case(const CommandFacts& command) {
  Words names;
  std::string values, rest = ":";
  for (const OptionFacts& option : command.options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
    const std::string action = bash_action(choices_of(option));
    if (!option.names.empty() && !option.value.empty()) {
      values += fmt::format("        {}) {}; return ;;\n", fmt::join(option.names, " | "), action);
    }
    if (!option.positional.empty()) rest = action;
  }
  std::string text = fmt::format("    {})\n", command.name);
  if (!values.empty()) text += "      case $before in\n" + values + "      esac\n";
  text += fmt::format("      case $word in\n        -*) _parbench_words '{}' ;;\n", joined(names));
  return text + fmt::format("        *) {} ;;\n      esac ;;\n", rest);
}

// Inside single quotes, and inside the brackets or behind the colon of a specification of zsh.
std::string zsh_text(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      if (c == ':' || c == '[' || c == ']' || c == '\\') result += '\\';
      result += c;
    }
  }
  return result;
}

std::string zsh_action(const Choices& choices) {
  // A space before a command keeps away the options that _arguments would put behind its name.
  if (choices.unfinished) return " compadd -S \"\" - " + joined(choices.words);
  if (choices.is_list) return "_values -s , name " + joined(choices.words);
  if (choices.folders) return "_files -/";
  if (choices.files && !choices.words.empty())
    return fmt::format(" _alternative \"names\\:name\\:({})\" \"files\\:file\\:_files\"",
                       joined(choices.words));
  if (choices.files) return "_files";
  return choices.words.empty() ? " " : fmt::format("({})", joined(choices.words));
}

// "'(-w --workloads)'{-w,--workloads}'[about]:WORKLOADS:action'"
std::string zsh_option(const OptionFacts& option) {
  const std::string about = zsh_text(option.about), several = option.several ? "*" : "";
  const std::string action =
      fmt::format(":{}:{}", zsh_text(option.value), zsh_action(choices_of(option)));
  std::string text;
  if (!option.positional.empty()) {
    text += fmt::format("        '{}:{}:{}' \\\n", several, zsh_text(option.positional),
                        zsh_action(choices_of(option)));
  }
  for (const std::string& name : option.names) {
    const std::string rivals = option.several ? "*" : fmt::format("({})", joined(option.names));
    text += fmt::format("        '{}{}[{}]{}' \\\n", rivals, name, about,
                        option.value.empty() ? "" : action);
  }
  return text;
}

constexpr const char* bash_functions =
    R"(# Completion of parbench for bash, as `parbench completion bash` prints it.
_parbench_words() {
  COMPREPLY+=($(compgen -W "$1" -- "$word"))
}

# The last name of a list with commas.
_parbench_list() {
  local head=''
  [[ $word != *,* ]] || head=${word%,*},
  COMPREPLY+=($(compgen -P "$head" -W "$1" -- "${word##*,}"))
  compopt -o nospace 2>/dev/null
}

_parbench_files() {
  local found
  while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen "$1" -- "$word")
  compopt -o filenames 2>/dev/null
}

)";

}  // namespace

std::string bash_completion(const std::vector<CommandFacts>& commands) {
  Words names;
  std::string cases;
  for (const CommandFacts& command : commands) {
    names.push_back(command.name);
    cases += bash_case(command);
  }
  return fmt::format(
      R"({}_parbench() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}
  COMPREPLY=()
  # bash takes --option=value apart.
  if [[ $before == = ]]; then before=${{COMP_WORDS[COMP_CWORD - 2]}}; fi
  if [[ $word == = ]]; then word=''; fi
  if ((COMP_CWORD == 1)); then
    _parbench_words '{} --help --version'
    return
  fi
  case ${{COMP_WORDS[1]}} in
{}  esac
}}

complete -F _parbench parbench
)",
      bash_functions, joined(names), cases);
}

std::string zsh_completion(const std::vector<CommandFacts>& commands) {
  std::string names, cases;
  for (const CommandFacts& command : commands) {
    names += fmt::format("    '{}:{}'\n", command.name, zsh_text(command.about));
    cases += fmt::format("      {})\n      _arguments -s \\\n", command.name);
    for (const OptionFacts& option : command.options) cases += zsh_option(option);
    cases += "        && return ;;\n";
  }
  return fmt::format(R"(#compdef parbench
# Completion of parbench for zsh, as `parbench completion zsh` prints it.
_parbench() {{
  local state line
  local -a commands=(
{}  )
  _arguments -C '(-h --help)'{{-h,--help}}'[print help]' '--version[print the version]' \
    '1:command:->command' '*::argument:->argument' && return
  case $state in
    command) _describe command commands ;;
    argument) case $line[1] in
{}    esac ;;
  esac
}}

_parbench "$@"
)",
                     names, cases);
}

}  // namespace parbench
