// Writes the grids as Markdown tables; foreign text cannot break out of its cell.
#include "bench/summary/summary_markdown.hpp"

#include "bench/summary/summary_grid.hpp"

namespace parbench {
namespace {

constexpr const char* explanation =
    "Time: one pass over all tasks, the median of the blocks; set-up and tear-down are not in it.\n"
    "Speedup: serial time over this time, paired within each block, median; in brackets the range\n"
    "that covers the true median with at least 95 % (sign test). Efficiency: speedup / N.\n"
    "Recommended: the fewest workers, then the least CPU time, within 3 % of the best speedup.\n";

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (std::string_view("|<>`*_[]\\#").find(c) != std::string_view::npos) safe += '\\';
    safe += c;
  }
  return safe;
}

std::string table(const std::string& title, const Grid& grid) {
  if (grid.empty()) return {};
  std::string text = title + "\n\n";
  for (std::size_t row = 0; row < grid.size(); ++row) {
    for (const std::string& cell : grid[row]) text += "| " + escaped(cell) + " ";
    text += "|\n";
    if (row > 0) continue;
    text += "|:---";
    for (std::size_t column = 1; column < grid[row].size(); ++column) text += "|---:";
    text += "|\n";
  }
  return text + '\n';
}

}  // namespace

std::string summary_markdown(const std::string& run_id, const std::string& heading,
                             const std::vector<ExperimentSummary>& experiments) {
  std::string text = "# " + escaped(run_id) + "\n\n";
  if (!heading.empty()) text += escaped(heading) + "\n\n";
  text += explanation;
  for (const ExperimentSummary& experiment : experiments) {
    const ExperimentGrids grids = grids_of(experiment);
    text += "\n## " + escaped(grids.title) + "\n\n";
    for (const std::string& note : grids.notes) text += "- " + escaped(note) + '\n';
    text += '\n' + table("Median time of a pass, " + grids.time_unit, grids.times);
    text += table("Speedup over serial, efficiency", grids.speedups);
    text += table("Speedup over serial [95 % range]", grids.ranges);
    while (text.size() > 1 && text[text.size() - 2] == '\n') text.pop_back();
  }
  return text;
}

}  // namespace parbench
