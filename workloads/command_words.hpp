// Splits a command line into programs and words by the quoting rules of a POSIX shell, and expands
// nothing.
//
// Quotes and backslashes mean what they mean to a shell. What a shell would act on without quotes
// (a pipe, a redirection, a variable) is refused, because to pass it on as text would surprise;
// file name patterns are passed on as they are.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace parbench {

using CommandWords = std::vector<std::string>;

class CommandSplitter {
 public:
  // `pipe`: whether | separates programs.
  CommandSplitter(std::string_view text, bool pipe) : text_{text}, pipe_{pipe} {}

  // The words of each program, at least one of each. Throws std::invalid_argument: an unclosed
  // quote, a program without words, or a character that needs a shell.
  std::vector<CommandWords> split() {
    while (at_ < text_.size()) read(text_[at_++]);
    end_word();
    if (programs_.back().empty()) {
      throw std::invalid_argument(programs_.size() == 1 ? "there is no program in it"
                                                        : "there is no program after the last |");
    }
    return programs_;
  }

 private:
  void read(char c) {
    if (c == ' ' || c == '\t') {
      end_word();
    } else if (c == '\'') {
      read_single_quotes();
    } else if (c == '"') {
      read_double_quotes();
    } else if (c == '\\') {
      if (at_ == text_.size()) throw std::invalid_argument("nothing follows the last backslash");
      append(text_[at_++]);
    } else if (c == '|' && pipe_) {
      end_program();
    } else {
      refuse_special(c, "|&;<>()$`");
      append(c);
    }
  }

  void append(char c) {
    word_ += c;
    in_word_ = true;
  }

  void end_word() {
    if (in_word_) programs_.back().push_back(word_);
    word_.clear();
    in_word_ = false;
  }

  void end_program() {
    end_word();
    if (programs_.back().empty()) throw std::invalid_argument("there is no program before a |");
    programs_.emplace_back();
  }

  void read_single_quotes() {
    const std::size_t end = text_.find('\'', at_);
    if (end == std::string_view::npos) unclosed('\'');
    word_ += text_.substr(at_, end - at_);
    in_word_ = true;
    at_ = end + 1;
  }

  void read_double_quotes() {
    in_word_ = true;
    for (;;) {
      if (at_ == text_.size()) unclosed('"');
      const char c = text_[at_++];
      if (c == '"') return;
      refuse_special(c, "$`");
      const bool escapes = c == '\\' && at_ < text_.size() &&
                           std::string_view("\"\\$`").find(text_[at_]) != std::string_view::npos;
      word_ += escapes ? text_[at_++] : c;
    }
  }

  [[noreturn]] static void unclosed(char quote) {
    throw std::invalid_argument(std::string("a ") + quote + " is not closed");
  }

  static void refuse_special(char c, std::string_view specials) {
    if (specials.find(c) == std::string_view::npos) return;
    const std::string advice = c == '|'
                                   ? "set command.pipe=yes, or quote it to pass it on as it is"
                                   : "set command.shell=yes, or put it in single quotes to pass it "
                                     "on as it is";
    throw std::invalid_argument(std::string("no shell reads the ") + c + ": " + advice);
  }

  std::string_view text_;
  bool pipe_;
  std::size_t at_ = 0;
  std::string word_;
  bool in_word_ = false;  // '' is a word too
  std::vector<CommandWords> programs_{1};
};

}  // namespace parbench
