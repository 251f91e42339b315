// Items from producers to consumers, through queues of several kinds.
#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "workloads/channel.hpp"
#include "workloads/collective.hpp"

namespace parbench {
namespace {

int producers_of(const Parameters& parameters, int workers) {
  const auto asked = static_cast<int>(parameters.count("producers"));
  return asked == 0 ? workers / 2 : asked;
}

// The first tasks produce, the others consume; each has an even share of the items.
class Queue final : public Collective {
 public:
  Queue(const Parameters& parameters, int workers)
      : Collective{workers},
        items_{parameters.count("items")},
        load_bytes_{parameters.bytes("size")},
        producers_{producers_of(parameters, workers)},
        kind_{parameters.text("kind")},
        log_{items_},
        channel_{make_channel(kind_, parameters.count("capacity"), load_bytes_, log_)} {}

  void begin_pass() const override { *log_.counts = {}; }

  std::optional<double> check_pass() const override {
    check_hand_overs(kind_, log_);
    return std::nullopt;
  }

 private:
  void play(int role, Worker& worker) const override {
    std::vector<std::byte> load(load_bytes_);
    const bool produces = role < producers_;
    const int part = produces ? role : role - producers_;
    const int parts = produces ? producers_ : workers() - producers_;
    const auto [first, last] =
        share_of(items_, static_cast<std::uint64_t>(part), static_cast<std::uint64_t>(parts));
    if (produces) {
      for (std::uint64_t item = first; item < last; ++item) {
        std::fill(load.begin(), load.end(), static_cast<std::byte>(item & 0xff));
        channel_->put(item, load.data(), worker.number);
      }
      channel_->join(worker.number);
      return;
    }
    for (std::uint64_t i = first; i < last; ++i) {
      const std::uint64_t item = channel_->take(load.data(), worker.number);
      require_whole(item, load);
      channel_->task_done(worker.number);
    }
  }

  static void require_whole(std::uint64_t item, const std::vector<std::byte>& load) {
    if (load.empty()) return;
    const bool whole = load[0] == static_cast<std::byte>(item & 0xff) &&
                       std::memcmp(load.data(), load.data() + 1, load.size() - 1) == 0;
    if (!whole) throw WrongResult(fmt::format("item {} has come with another load", item));
  }

  std::uint64_t items_;
  std::size_t load_bytes_;
  int producers_;
  std::string kind_;
  HandOvers log_;
  std::unique_ptr<Channel> channel_;
};

Estimate estimate(const Parameters& parameters) {
  const auto items = static_cast<double>(parameters.count("items"));
  const auto bytes = static_cast<double>(parameters.bytes("size"));
  return {.compute_s = items * (1e-6 + bytes * 1e-9),
          .wait_s = items * 1e-6,
          .memory_bytes = parameters.count("items") * 24 +
                          parameters.count("capacity") * (parameters.bytes("size") + 24)};
}

std::unique_ptr<Workload> make_shared(const Parameters& parameters, int workers) {
  return std::make_unique<Queue>(parameters, workers);
}

}  // namespace

extern const WorkloadInfo queue_workload;
const WorkloadInfo queue_workload{
    .about = "items from producers to consumers through a queue or a pipe; a task for each worker",
    .kind = WorkloadKind::unknown,
    .parameters =
        {{.key = "kind",
          .type = ParameterSpec::Type::choice,
          .fallback = "fifo",
          .choices = {"fifo", "lifo", "priority", "pipe", "joinable", "condition"},
          .about =
              "joinable: producers wait until all is done; condition: one lock, two conditions"},
         {.key = "items",
          .type = ParameterSpec::Type::count,
          .fallback = "10000",
          .least = 1,
          .most = 1e7,
          .about = "items per pass"},
         {.key = "capacity",
          .type = ParameterSpec::Type::count,
          .fallback = "64",
          .least = 1,
          .most = 1e6,
          .about = "items that it holds at most",
          .applies =
              [](const Parameters& parameters) { return parameters.text("kind") != "pipe"; }},
         {.key = "size",
          .type = ParameterSpec::Type::size,
          .fallback = "64B",
          .least = 0,
          .most = 1 << 20,
          .about = "bytes that go with each item"},
         {.key = "producers",
          .type = ParameterSpec::Type::count,
          .fallback = "0",
          .least = 0,
          .most = 4095,
          .about = "workers that produce, fewer than N; 0: half of them"}},
    .small_cases = {{{"items", "60"}, {"capacity", "4"}},
                    {{"items", "60"}, {"capacity", "4"}, {"kind", "lifo"}},
                    {{"items", "60"}, {"capacity", "4"}, {"kind", "priority"}},
                    {{"items", "60"}, {"size", "10000B"}, {"kind", "pipe"}},
                    {{"items", "60"}, {"capacity", "1"}, {"size", "0B"}, {"kind", "joinable"}},
                    {{"items", "60"}, {"capacity", "4"}, {"kind", "condition"}}},
    .estimate = estimate,
    .fewest_workers = [](const Parameters& parameters) { return producers_of(parameters, 2) + 1; },
    .make_shared = make_shared,
};

}  // namespace parbench
