// Adds up a real array, slice by slice: work that waits for memory.
//
// The array holds 1, 2, ..., n as 64-bit integers. Up to 1 MiB it is anonymous shared memory;
// above, a file in the run's scratch folder, written once and mapped shared and read-only by every
// trial of the run. So its pages are where the kernel put them for the one thread that wrote the
// file: on a machine with several memory nodes all of them are usually on one, and workers
// elsewhere read across; `numactl --interleave=all` before the run spreads them. File pages are
// 4 KiB ones. They are entered into the process's page table before the clock starts, but a forked
// child starts with an empty table for them: a new process for each task pays about 0.1 us per page,
// and that is part of what it costs.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <string>
#include <system_error>

#include "bench/kernel.hpp"
#include "bench/workload.hpp"

namespace parbench {
namespace {

using Element = std::uint64_t;

// In bytes: what fits into a core's own cache anyway.
constexpr std::size_t largest_anonymous = 1 << 20;

PARBENCH_KERNEL Element sum(const Element* first, const Element* last) {
  Element total = 0;
  for (const Element* element = opaque(first); element != last; ++element) total += *element;
  return opaque(total);
}

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

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error("range_sum: " + what + ": " + std::generic_category().message(errno));
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
bool holds_range(int descriptor, std::size_t elements) {
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

bool write_all(int descriptor, const Element* elements, std::size_t count) {
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

bool write_range(int descriptor, std::size_t elements) {
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
void prepare(const std::filesystem::path& path, std::size_t elements) {
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

std::unique_ptr<Mapping> map_file(const std::filesystem::path& path, std::size_t elements) {
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

std::unique_ptr<Mapping> map_memory(std::size_t elements) {
  auto mapping = std::make_unique<Mapping>(elements * sizeof(Element), PROT_READ | PROT_WRITE,
                                           MAP_SHARED | MAP_ANONYMOUS, -1);
  std::iota(mapping->data(), mapping->data() + elements, Element{1});
  return mapping;
}

class RangeSum final : public Workload {
 public:
  RangeSum(std::size_t elements, std::size_t slices, const std::filesystem::path& scratch)
      : elements_(elements),
        slices_(slices),
        array_(elements * sizeof(Element) <= largest_anonymous
                   ? map_memory(elements)
                   : map_file(scratch / ("range_sum-" + std::to_string(elements) + ".u64"),
                              elements)) {}

  std::size_t task_count() const override { return slices_; }

  std::uint64_t run_task(std::size_t index, Worker&) const override {
    return sum(array_->data() + start(index), array_->data() + start(index + 1));
  }

  std::uint64_t expected(std::size_t index) const override {
    return sum_between(start(index), start(index + 1));
  }

 private:
  // Slices differ by one element at most; with more slices than elements some are empty.
  std::size_t start(std::size_t slice) const { return elements_ * slice / slices_; }

  std::size_t elements_;
  std::size_t slices_;
  std::unique_ptr<Mapping> array_;
};

Estimate estimate(const Parameters& parameters) {
  const std::uint64_t elements = parameters.count("elements");
  return {.compute_s = static_cast<double>(elements) * 0.65e-9,  // 12 GB/s of one core
          .wait_s = 0,
          .memory_bytes = elements * sizeof(Element)};
}

// From about what the probe reads: a smaller array may stay in caches, and memory bandwidth is then
// no bound of its passes.
std::uint64_t streamed_bytes(const Parameters& parameters) {
  const std::uint64_t bytes = parameters.count("elements") * sizeof(Element);
  return bytes >= 240'000'000 ? bytes : 0;
}

std::unique_ptr<Workload> make(const Parameters& parameters, const std::filesystem::path& scratch) {
  return std::make_unique<RangeSum>(parameters.count("elements"), parameters.count("slices"),
                                    scratch);
}

}  // namespace

extern const WorkloadInfo range_sum_workload;
const WorkloadInfo range_sum_workload{
    .about = "sum of an array of 64-bit integers in memory, slice by slice",
    .kind = WorkloadKind::compute,
    .parameters =
        {{.key = "elements",
          .type = ParameterSpec::Type::count,
          .fallback = "32000000",
          .least = 1,
          .most = 4e9,
          .about =
              "length of the array, 8 bytes each; above 1 MiB it is a file in the scratch folder"},
         {.key = "slices",
          .type = ParameterSpec::Type::count,
          .fallback = "64",
          .least = 1,
          .most = 1e6,
          .about = "tasks per pass; slices differ by one element at most"}},
    .small_cases = {{{"elements", "10007"}, {"slices", "12"}},
                    {{"elements", "5"}, {"slices", "12"}},
                    {{"elements", "300007"}, {"slices", "12"}}},
    .estimate = estimate,
    .streamed_bytes = streamed_bytes,
    .make = make,
};

}  // namespace parbench
