// Reads a large array once, a share of it in each task: the memory bandwidth of N CPUs at once.
// A probe, never part of a default run. The array is kept like that of range_sum, so that both have
// the same pages, and a probe beside every trial need not fill it again.
#include <memory>

#include "bench/kernel.hpp"
#include "bench/workload.hpp"
#include "workloads/stored_range.hpp"

namespace parbench {
namespace {

using Element = StoredRange::Element;

// Several sums at once: one alone would wait for its own additions instead of for memory.
PARBENCH_KERNEL Element read_all(const Element* first, std::size_t count) {
  Element a = 0, b = 0, c = 0, d = 0;
  const Element* element = opaque(first);
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    a += element[i];
    b += element[i + 1];
    c += element[i + 2];
    d += element[i + 3];
  }
  for (; i < count; ++i) a += element[i];
  return opaque(a + b + c + d);
}

class Bandwidth final : public Workload {
 public:
  Bandwidth(std::size_t copies, std::size_t elements, const std::filesystem::path& scratch)
      : copies_{copies}, elements_{elements}, array_{"bandwidth", elements, scratch} {}

  std::size_t task_count() const override { return copies_; }

  std::uint64_t run_task(std::size_t index, Worker&) const override {
    return read_all(array_.data() + start(index), start(index + 1) - start(index));
  }

  std::uint64_t expected(std::size_t index) const override {
    return sum_between(start(index), start(index + 1));
  }

 private:
  std::size_t start(std::size_t copy) const { return elements_ * copy / copies_; }

  std::size_t copies_;
  std::size_t elements_;
  StoredRange array_;
};

std::size_t elements(const Parameters& parameters) {
  return static_cast<std::size_t>(parameters.bytes("size")) / sizeof(Element);
}

Estimate estimate(const Parameters& parameters) {
  return {.tasks = parameters.count("copies"),
          .compute_s = static_cast<double>(parameters.bytes("size")) / 12e9,  // of one core
          .wait_s = 0,
          .memory_bytes = parameters.bytes("size"),
          .stored = StoredRange::is_stored(elements(parameters))};
}

std::uint64_t streamed_bytes(const Parameters& parameters) { return parameters.bytes("size"); }

std::unique_ptr<Workload> make(const Parameters& parameters, const std::filesystem::path& scratch) {
  return std::make_unique<Bandwidth>(parameters.count("copies"), elements(parameters), scratch);
}

}  // namespace

extern const WorkloadInfo bandwidth_workload;
const WorkloadInfo bandwidth_workload{
    .about = "reads memory with as many readers as copies, for probing its bandwidth",
    .kind = WorkloadKind::checking,
    .parameters = {{.key = "copies",
                    .type = ParameterSpec::Type::count,
                    .fallback = "1",
                    .least = 1,
                    .most = 100'000,
                    .about = "tasks per pass; each reads its share of the array"},
                   {.key = "size",
                    .type = ParameterSpec::Type::size,
                    .fallback = "256MiB",
                    .least = 8,
                    .most = 1e12,
                    .about = "size of the array, larger than the caches"}},
    .small_cases = {{{"copies", "6"}, {"size", "80056B"}}, {{"copies", "6"}, {"size", "24B"}}},
    .estimate = estimate,
    .streamed_bytes = streamed_bytes,
    .make = make,
};

}  // namespace parbench
