#pragma once

#include <string>

namespace parbench {

// `parbench completion SHELL` and `parbench man`: printed to stdout, for who installs parbench.
int write_completion(const std::string& shell);
int write_man_page();

}  // namespace parbench
