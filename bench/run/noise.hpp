// The built-in noise generator, beside the trials of a self-test; ends with this process.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace parbench {

// Runs from construction to destruction. Throws std::runtime_error where it cannot be started.
class Noise {
 public:
  explicit Noise(std::uint64_t seed);
  Noise(const Noise&) = delete;
  Noise& operator=(const Noise&) = delete;
  ~Noise();

 private:
  pid_t pid_ = -1;
};

}  // namespace parbench
