// Lists of CPU numbers as the kernel writes them ("0-3,8"). Never asks the machine.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parbench {

// "0-2,8" -> {0, 1, 2, 8}, ascending, each once; nothing where the text is no such list.
std::optional<std::vector<int>> parse_cpu_list(std::string_view text);

// {0, 1, 2, 8} -> "0-2,8"; the numbers must ascend.
std::string cpu_list_text(const std::vector<int>& cpus);

}  // namespace parbench
