// Draws the bar or the lines; a drawing is one short write to the stream and needs no walk over the
// cells.
#include "bench/output/progress.hpp"

#include <algorithm>
#include <cmath>
#include <ostream>

#include "bench/utf8.hpp"

namespace parbench {
namespace {

constexpr double between_lines_s = 10;
constexpr double between_drawings_s = 0.1;
constexpr const char* erase_line = "\r\x1b[K";

std::string two_digits(long value) { return (value < 10 ? "0" : "") + std::to_string(value); }

}  // namespace

std::string rest_text(double seconds) {
  const long whole = std::lround(std::ceil(std::clamp(seconds, 0.0, 1e9)));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + two_digits(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + two_digits(whole % 3600 / 60) + " min";
}

Progress::Progress(std::ostream& out, ProgressOptions options, const std::vector<double>& planned_s)
    : out_(out),
      options_(std::move(options)),
      remaining_(planned_s),
      last_draw_s_(options_.now_s()) {}

Progress::~Progress() { clear(); }

void Progress::expect(std::size_t cell, int trials) {
  remaining_.expect(cell, trials);
  total_ += trials;
}

void Progress::already_done(int trials) {
  done_ += trials;
  total_ += trials;
}

void Progress::before_trial(std::size_t cell, std::string label) {
  cell_ = cell;
  label_ = std::move(label);
  running_ = true;
  started_s_ = options_.now_s();
}

void Progress::after_trial() {
  running_ = false;
  ++done_;
  remaining_.ended(cell_, options_.now_s() - started_s_);
  const std::vector<std::string> held = std::move(held_);
  held_.clear();
  for (const std::string& line : held) note(line);
  draw(done_ >= total_);
}

void Progress::note(const std::string& line) {
  if (options_.quiet) return;
  if (running_) {
    held_.push_back(line);
    return;
  }
  const bool again = drawn_;
  clear();
  out_ << line + '\n' << std::flush;
  if (again) draw(true);
}

void Progress::clear() {
  if (!drawn_) return;
  out_ << erase_line << std::flush;
  drawn_ = false;
}

void Progress::draw(bool at_once) {
  if (options_.quiet || !options_.shown || running_) return;
  const double now_s = options_.now_s();
  const double least_s = options_.terminal ? between_drawings_s : between_lines_s;
  if (!(options_.terminal && (at_once || !drawn_)) && now_s - last_draw_s_ < least_s) return;
  last_draw_s_ = now_s;
  out_ << (options_.terminal ? erase_line + bar() : plain() + '\n') << std::flush;
  drawn_ = options_.terminal;
}

std::string Progress::count_text() const {
  return std::to_string(done_) + '/' + std::to_string(total_);
}

std::string Progress::left_text() const {
  const double seconds = remaining_.seconds();
  return rest_text(options_.most_s ? std::min(seconds, options_.most_s()) : seconds) + " left";
}

std::string Progress::plain() const {
  return count_text() + " trials, " + left_text() + ", last: " + label_;
}

std::string Progress::bar() const {
  const std::string counts = ' ' + count_text() + ", " + left_text();
  const int columns = options_.columns ? options_.columns() : 80;
  // The last column stays free: some terminals wrap when it is written.
  const std::size_t room = static_cast<std::size_t>(std::clamp(columns, 20, 200)) - 1;
  const std::size_t taken = character_count(counts);
  if (taken + 12 > room) return one_line(counts.substr(1), room - 1);
  const std::size_t width = std::min<std::size_t>(30, room - taken - 2);
  const double share = total_ > 0 ? std::min(1.0, static_cast<double>(done_) / total_) : 1;
  const auto filled = static_cast<std::size_t>(share * static_cast<double>(width));
  std::string text = std::string(filled, '#');
  if (options_.color) text = "\x1b[32m" + text + "\x1b[0m";
  text = '[' + text + std::string(width - filled, '.') + ']' + counts;
  const std::size_t used = width + 2 + taken;
  if (!label_.empty() && used + 12 <= room) text += ", " + one_line(label_, room - used - 3);
  return text;
}

}  // namespace parbench
