// The integers 1, 2, ..., n in memory, to be read by the tasks of a workload.
//
// Up to 1 MiB they are in anonymous shared memory; above, in a file in the run's scratch folder,
// written once and mapped shared and read-only by every trial of the run. So its pages are where the
// kernel put them for the one thread that wrote the file: on a machine with several memory nodes all
// of them are usually on one, and workers elsewhere read across; `numactl --interleave=all` before
// the run spreads them. File pages are 4 KiB ones. They are entered into the process's page table
// before the clock starts, but a forked child starts with an empty table for them: a new process for
// each task pays about 0.1 us per page, and that is part of what it costs.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace parbench {
namespace stored_range {

using Element = std::uint64_t;

// In bytes: what fits into a core's own cache anyway.
inline constexpr std::size_t largest_anonymous = 1 << 20;

[[noreturn]] inline void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::generic_category().message(errno));
}

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

class Mapping {
 public:
  Mapping(std::size_t bytes, int protection, int flags, int descriptor)
      : bytes_(bytes),
        data_(mmap(nullptr, bytes, protection, flags | MAP_POPULATE, descriptor, 0)) {
    if (data_ == MAP_FAILED) fail("cannot map " + std::to_string(bytes) + " bytes");
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() { munmap(data_, bytes_); }

  Element* data() const { return static_cast<Element*>(data_); }

 private:
  std::size_t bytes_;
  void* data_;
};

// A truncated file, or another program's file of that name, must not be summed.
inline bool holds_range(int descriptor, std::size_t elements) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return false;
  if (static_cast<std::size_t>(status.st_size) != elements * sizeof(Element)) return false;
  const auto holds = [&](std::size_t index) {
    Element element = 0;
    return pread(descriptor, &element, sizeof element,
                 static_cast<off_t>(index * sizeof element)) == sizeof element &&
           element == index + 1;
  };
  return holds(0) && holds(elements / 2) && holds(elements - 1);
}

inline bool write_all(int descriptor, const Element* elements, std::size_t count) {
  const char* next = reinterpret_cast<const char*>(elements);
  for (std::size_t left = count * sizeof(Element); left > 0;) {
    const ssize_t written = write(descriptor, next, left);
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) {
      next += written;
      left -= static_cast<std::size_t>(written);
    }
  }
  return true;
}

inline bool write_range(int descriptor, std::size_t elements) {
  std::vector<Element> chunk(std::min<std::size_t>(elements, 1 << 17));
  for (std::size_t start = 0; start < elements; start += chunk.size()) {
    const std::size_t count = std::min(chunk.size(), elements - start);
    std::iota(chunk.begin(), chunk.end(), start + 1);
    if (!write_all(descriptor, chunk.data(), count)) return false;
  }
  return true;
}

// Under a name of its own first, so that another trial that prepares the same file, or dies half-way,
// does no harm.
inline void prepare(const std::filesystem::path& path, std::size_t elements) {
  std::string temporary = path.string() + ".XXXXXX";
  const File file(mkstemp(temporary.data()));
  const std::string bytes = std::to_string(elements * sizeof(Element)) + " bytes";
  if (!file.is_open()) fail("cannot create " + path.string() + " (" + bytes + ")");
  if (!write_range(file.get(), elements) || std::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    unlink(temporary.c_str());
    errno = error;
    fail("cannot write " + bytes + " to " + path.string());
  }
}

inline std::unique_ptr<Mapping> map_file(const std::filesystem::path& path, std::size_t elements) {
  for (bool prepared = false;; prepared = true) {
    const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.is_open() && holds_range(file.get(), elements)) {
      return std::make_unique<Mapping>(elements * sizeof(Element), PROT_READ, MAP_SHARED,
                                       file.get());
    }
    if (prepared) fail("cannot read back " + path.string());
    prepare(path, elements);
  }
}

inline std::unique_ptr<Mapping> map_memory(std::size_t elements) {
  auto mapping = std::make_unique<Mapping>(elements * sizeof(Element), PROT_READ | PROT_WRITE,
                                           MAP_SHARED | MAP_ANONYMOUS, -1);
  std::iota(mapping->data(), mapping->data() + elements, Element{1});
  return mapping;
}

}  // namespace stored_range

class StoredRange {
 public:
  using Element = stored_range::Element;

  // `name` begins that of the file, and every message of the std::runtime_error that it throws.
  StoredRange(const std::string& name, std::size_t elements,
              const std::filesystem::path& scratch) try
      : mapping_{is_stored(elements)
                     ? stored_range::map_file(
                           scratch / (name + "-" + std::to_string(elements) + ".u64"), elements)
                     : stored_range::map_memory(elements)} {
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(name + ": " + error.what());
  }

  // Whether so many are kept in a file.
  static bool is_stored(std::size_t elements) {
    return elements * sizeof(Element) > stored_range::largest_anonymous;
  }

  const Element* data() const { return mapping_->data(); }

 private:
  std::unique_ptr<stored_range::Mapping> mapping_;
};

// (a + 1) + ... + b = (b - a)(a + b + 1) / 2: exactly one of the factors is even, and is halved
// before it could overflow.
constexpr std::uint64_t sum_between(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t count = b - a, ends = a + b + 1;
  return count % 2 == 0 ? count / 2 * ends : ends / 2 * count;
}
static_assert(sum_between(0, 4'000'000'000) == 8'000'000'002'000'000'000);
static_assert(sum_between(0, 3'999'999'999) == 7'999'999'998'000'000'000);
static_assert(sum_between(3'999'999'998, 4'000'000'000) == 7'999'999'999);
static_assert(sum_between(7, 7) == 0);

}  // namespace parbench
