#include "bench/shared_memory.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace parbench {

SharedMemory::SharedMemory(std::size_t bytes) : data_{nullptr}, bytes_{bytes} {
  data_ = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (data_ == MAP_FAILED) {
    throw std::runtime_error("cannot map " + std::to_string(bytes) +
                             " bytes of shared memory: " + std::strerror(errno));
  }
}

SharedMemory::~SharedMemory() { munmap(data_, bytes_); }

}  // namespace parbench
