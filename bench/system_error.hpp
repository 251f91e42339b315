// An errno as text, for the reader who has to do something about it.
#pragma once

#include <sys/resource.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace parbench {

// "Too many open files: raise the limit of open files (ulimit -n, now 24)"
inline std::string system_error_text(int error) {
  std::string text = std::generic_category().message(error);
  if (error == ENFILE) text += ": the whole system has no more (fs.file-max)";
  if (error == EMFILE) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    text +=
        ": raise the limit of open files (ulimit -n, now " + std::to_string(files.rlim_cur) + ")";
  }
  return text;
}

}  // namespace parbench
