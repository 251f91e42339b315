#include <fmt/format.h>

#include "bench/workload.hpp"

namespace parbench {

std::string why_not_shared(const WorkloadInfo& info, const Parameters& parameters,
                           std::string_view cannot_share, int workers) {
  if (info.make_shared == nullptr) return {};
  if (!cannot_share.empty()) return std::string(cannot_share);
  const int fewest = info.fewest_workers != nullptr ? info.fewest_workers(parameters) : 1;
  if (workers >= fewest) return {};
  return fmt::format("its tasks wait for each other, which needs N >= {}, not {}", fewest, workers);
}

}  // namespace parbench
