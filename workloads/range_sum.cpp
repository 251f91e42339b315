// Adds up a real array, slice by slice: work that waits for memory.
#include "bench/kernel.hpp"
#include "bench/workload.hpp"
#include "workloads/stored_range.hpp"

namespace parbench {
namespace {

using Element = StoredRange::Element;

PARBENCH_KERNEL Element sum(const Element* first, const Element* last) {
  Element total = 0;
  for (const Element* element = opaque(first); element != last; ++element) total += *element;
  return opaque(total);
}

class RangeSum final : public Workload {
 public:
  RangeSum(std::size_t elements, std::size_t slices, const std::filesystem::path& scratch)
      : elements_(elements), slices_(slices), array_("range_sum", elements, scratch) {}

  std::size_t task_count() const override { return slices_; }

  std::uint64_t run_task(std::size_t index, Worker&) const override {
    return sum(array_.data() + start(index), array_.data() + start(index + 1));
  }

  std::uint64_t expected(std::size_t index) const override {
    return sum_between(start(index), start(index + 1));
  }

 private:
  // Slices differ by one element at most; with more slices than elements some are empty.
  std::size_t start(std::size_t slice) const { return elements_ * slice / slices_; }

  std::size_t elements_;
  std::size_t slices_;
  StoredRange array_;
};

Estimate estimate(const Parameters& parameters) {
  const std::uint64_t elements = parameters.count("elements");
  return {.tasks = parameters.count("slices"),
          .compute_s = static_cast<double>(elements) * 0.65e-9,  // 12 GB/s of one core
          .wait_s = 0,
          .memory_bytes = elements * sizeof(Element),
          .stored = StoredRange::is_stored(elements)};
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
