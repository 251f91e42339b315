#include "bench/output/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ostream>

#include "bench/utf8.hpp"

namespace parbench {
namespace {

constexpr double between_lines_s = 10;
constexpr double between_drawings_s = 0.1;
constexpr const char* erase_line = "\r\x1b[K";

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

RemainingTime::RemainingTime(const std::vector<double>& planned_s) { plan(planned_s); }

void RemainingTime::plan(const std::vector<double>& planned_s) {
  for (std::size_t cell = cells_.size(); cell < planned_s.size(); ++cell)
    cells_.push_back({planned_s[cell]});
}

template <typename Change>
void RemainingTime::change(std::size_t cell, Change how) {
  if (cell >= cells_.size()) cells_.resize(cell + 1);
  CellTime& time = cells_[cell];
  (time.ended > 0 ? seen_rest_s_ : unseen_rest_s_) -= time.rest_s();
  how(time);
  time.expected = std::max(time.expected, 0);
  (time.ended > 0 ? seen_rest_s_ : unseen_rest_s_) += time.rest_s();
}

void RemainingTime::expect(std::size_t cell, int trials) {
  change(cell, [&](CellTime& time) { time.expected += trials; });
}

void RemainingTime::ended(std::size_t cell, double seconds) {
  change(cell, [&](CellTime& time) {
    time.total_s += seconds;
    ++time.ended;
    --time.expected;
    measured_s_ += seconds;
    planned_for_them_s_ += time.planned_s;
  });
}

double RemainingTime::pace() const {
  return measured_s_ > 0 && planned_for_them_s_ > 0 ? measured_s_ / planned_for_them_s_ : 1;
}

double RemainingTime::seconds() const {
  return std::max(0.0, seen_rest_s_ + pace() * unseen_rest_s_);
}

double RemainingTime::trial_s(std::size_t cell) const {
  if (cell >= cells_.size()) return 0;
  const CellTime& time = cells_[cell];
  return time.ended > 0 ? time.total_s / time.ended : pace() * time.planned_s;
}

ProgressOptions progress_options(const RunOptions& options) {
  ProgressOptions progress;
  const char* term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::string(term) == "dumb";
  progress.terminal = isatty(STDERR_FILENO) == 1 && !dumb;
  progress.shown = options.progress;
  progress.quiet = options.quiet;
  progress.color = options.color == "always" ||
                   (options.color == "auto" && progress.terminal && !is_set("NO_COLOR"));
  progress.now_s = [] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
  };
  progress.columns = [] {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0
               ? static_cast<int>(size.ws_col)
               : 80;
  };
  return progress;
}

std::string rest_text(double seconds) {
  const long whole = std::lround(std::ceil(std::clamp(seconds, 0.0, 1e9)));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
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

void Progress::after_trial(double paused_s) {
  running_ = false;
  ++done_;
  remaining_.ended(cell_, options_.now_s() - started_s_ - paused_s);
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

std::string Progress::left_text() const {
  const double seconds = remaining_.seconds();
  return rest_text(most_s_ ? std::min(seconds, most_s_()) : seconds) + " left";
}

std::string Progress::plain() const {
  return fmt::format("{}/{} trials, {}, last: {}", done_, total_, left_text(), label_);
}

std::string Progress::bar() const {
  const std::string counts = fmt::format(" {}/{}, {}", done_, total_, left_text());
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
