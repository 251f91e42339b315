// Numbers as people read them in tables: three digits, one unit a table. Never for files that
// programs read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parbench {

// Three significant digits, never an exponent: 51.2, 0.00123, 1230.
std::string figure(double value);

std::string ratio_text(double ratio);  // 1.93×; two decimals, or two digits where that would show 0
std::string percent_text(double share);  // 0.965 -> 96 %
std::string time_text(double seconds);   // 51.2 ms

// The unit of a table of times: the one that suits their median.
struct TimeUnit {
  std::string_view name;
  double seconds;
};
TimeUnit unit_for(std::vector<double> seconds);

// {"count":128,"set":"even"} -> "count=128 set=even"; the text itself where it is no JSON object.
std::string params_text(const std::string& json);

}  // namespace parbench
