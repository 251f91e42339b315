// Whether items were handed over in the order that a kind of queue promises: by replaying the log
// against the standard library's containers.
#include <fmt/format.h>

#include <queue>
#include <stack>
#include <utility>
#include <vector>

#include "bench/wrong_result.hpp"
#include "workloads/channel.hpp"

namespace parbench {
namespace {

struct Lower {
  bool operator()(std::uint64_t a, std::uint64_t b) const {
    return std::pair{priority_of(a), a} < std::pair{priority_of(b), b};
  }
};

using First = std::queue<std::uint64_t>;
using Last = std::stack<std::uint64_t>;
using Highest = std::priority_queue<std::uint64_t, std::vector<std::uint64_t>, Lower>;

std::uint64_t next_of(const First& model) { return model.front(); }
std::uint64_t next_of(const auto& model) { return model.top(); }

template <typename Model>
void replay(const std::string& kind, const HandOvers& log) {
  Model model;
  std::uint64_t put = 0;
  for (std::size_t i = 0; i < log.taken.size(); ++i) {
    // What a pipe's reader sees was written before.
    const std::uint64_t before = kind == "pipe" ? log.put.size() : log.put_before[i];
    while (put < before) model.push(log.put[put++]);
    if (model.empty())
      throw WrongResult(fmt::format("item {} was taken before it was put", log.taken[i]));
    if (next_of(model) != log.taken[i]) {
      throw WrongResult(fmt::format("queue.kind={} handed over item {}, and {} was due", kind,
                                    log.taken[i], next_of(model)));
    }
    model.pop();
  }
}

}  // namespace

void check_hand_overs(const std::string& kind, const HandOvers& log) {
  const std::size_t items = log.taken.size();
  if (log.counts->taken != items || log.counts->put != items) {
    throw WrongResult(fmt::format("{} of {} items were put, {} were taken", log.counts->put, items,
                                  log.counts->taken));
  }
  std::vector<std::uint32_t> times(items);
  for (const std::uint64_t item : log.taken) {
    if (item >= items)
      throw WrongResult(fmt::format("item {} was taken: there are {}", item, items));
    ++times[item];
  }
  for (std::size_t item = 0; item < items; ++item) {
    if (times[item] != 1)
      throw WrongResult(fmt::format("item {} was taken {} times", item, times[item]));
  }
  if (kind == "lifo") return replay<Last>(kind, log);
  if (kind == "priority") return replay<Highest>(kind, log);
  replay<First>(kind, log);
}

}  // namespace parbench
