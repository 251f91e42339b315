#include "bench/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace parbench {
namespace {

// A name of an option without its dashes, which say nothing about what was meant.
std::string bare(std::string_view text) {
  std::string result;
  for (const char c : text.substr(std::min(text.find_first_not_of('-'), text.size())))
    result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::string from = bare(a), to = bare(b);
  std::vector<std::size_t> before, last(to.size() + 1), now(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      now[j] = std::min({replaced, last[j] + 1, now[j - 1] + 1});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
        now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before = last;
    last = now;
  }
  return last[to.size()];
}

std::string nearest_name(std::string_view name, const std::vector<std::string>& known) {
  const std::string wanted = bare(name);
  // One letter says nothing; nobody typed more than 80. A third of the letters may be wrong.
  if (wanted.size() < 2 || wanted.size() > 80) return {};
  const std::size_t allowed = (wanted.size() + 1) / 3;
  std::string nearest;
  std::size_t least = 0;
  for (const std::string& candidate : known) {
    const bool part = wanted.size() >= 3 && bare(candidate).find(wanted) != std::string::npos;
    const std::size_t distance = edit_distance(name, candidate);
    if (distance > allowed && !part) continue;
    if (!nearest.empty() && distance >= least) continue;
    nearest = candidate;
    least = distance;
  }
  return nearest;
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& known) {
  const std::string nearest = nearest_name(name, known);
  if (!nearest.empty()) return fmt::format("; did you mean {}?", nearest);
  return known.empty() ? std::string() : fmt::format(": {}", fmt::join(known, ", "));
}

}  // namespace parbench
