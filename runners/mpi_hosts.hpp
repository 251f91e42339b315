// On which host how many workers run.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parbench {

// A host and a number: of slots, or of workers.
using HostCounts = std::vector<std::pair<std::string, int>>;

// "a:4,b:2". Throws std::invalid_argument.
inline HostCounts read_host_counts(std::string_view text) {
  HostCounts counts;
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find(','));
    text.remove_prefix(one.size() < text.size() ? one.size() + 1 : one.size());
    const std::size_t colon = one.rfind(':');
    const int count =
        colon == std::string_view::npos ? 0 : std::atoi(std::string(one.substr(colon + 1)).c_str());
    if (colon == 0 || count < 1)
      throw std::invalid_argument("hosts are written as a:4,b:2, not as " + std::string(one));
    counts.emplace_back(one.substr(0, colon), count);
  }
  return counts;
}

inline std::string host_counts_text(const HostCounts& counts) {
  std::string text;
  for (const auto& [name, count] : counts)
    text += (text.empty() ? "" : ",") + name + ':' + std::to_string(count);
  return text;
}

// Each next worker to the host that then has the fewest for its slots, the first of such; without
// the hosts that get none. Workers are numbered host by host.
inline HostCounts spread_workers(const HostCounts& slots, int workers) {
  HostCounts placed;
  if (slots.empty()) return placed;
  for (const auto& [name, count] : slots) placed.emplace_back(name, 0);
  for (int worker = 0; worker < workers; ++worker) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < slots.size(); ++i) {
      const auto filled = static_cast<long>(placed[i].second + 1) * slots[best].second;
      if (filled < static_cast<long>(placed[best].second + 1) * slots[i].second) best = i;
    }
    ++placed[best].second;
  }
  std::erase_if(placed, [](const auto& host) { return host.second == 0; });
  return placed;
}

}  // namespace parbench
