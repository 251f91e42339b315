// Aligns the grids: names to the left, figures to the right; never cuts a figure.
#include "bench/summary/closing_table.hpp"

#include <algorithm>

#include "bench/summary/recommendation.hpp"
#include "bench/summary/summary_grid.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

constexpr std::size_t indent = 2, gap = 2;

std::size_t column_width(const Grid& grid, std::size_t column) {
  std::size_t width = 1;
  for (const auto& row : grid) width = std::max(width, character_count(row[column]));
  return width;
}

std::string shown(const std::string& text) { return text.empty() ? "-" : text; }

std::string padding(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, character_count(text)), ' ');
}

// Columns from `first` to before `last` beside the names.
std::string rows(const Grid& grid, std::size_t first, std::size_t last) {
  std::string text;
  for (const auto& row : grid) {
    text += std::string(indent, ' ') + row[0] + padding(row[0], column_width(grid, 0));
    for (std::size_t column = first; column < last; ++column) {
      const std::string cell = shown(row[column]);
      text += std::string(gap, ' ') + padding(cell, column_width(grid, column)) + cell;
    }
    text += '\n';
  }
  return text;
}

std::string table(const std::string& title, const Grid& grid, std::size_t width) {
  if (grid.empty()) return {};
  std::string text = title + '\n';
  for (std::size_t first = 1; first < grid[0].size();) {
    std::size_t taken = indent + column_width(grid, 0);
    std::size_t last = first;
    while (last < grid[0].size() &&
           (last == first || taken + gap + column_width(grid, last) <= width)) {
      taken += gap + column_width(grid, last++);
    }
    text += rows(grid, first, last);
    first = last;
  }
  return text;
}

}  // namespace

std::string closing_table(const std::vector<ExperimentSummary>& experiments, bool advice,
                          std::size_t width) {
  std::string text;
  for (const ExperimentSummary& experiment : experiments) {
    const ExperimentGrids grids = grids_of(experiment);
    if (!text.empty()) text += '\n';
    text += grids.title + '\n';
    text += table("  median time of a pass, " + grids.time_unit, grids.times, width);
    text += table("  speedup over serial, efficiency (speedup / N)", grids.speedups, width);
    if (advice) text += "  recommended: " + recommendation_text(experiment) + '\n';
    for (const std::string& note : grids.notes) text += "  " + note + '\n';
  }
  return text;
}

}  // namespace parbench
