// Ways from producers to consumers, in memory that threads and forked children share; each hand-over
// is written down, so that its order can be checked afterwards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "bench/shared_memory.hpp"

namespace parbench {

// The order of a pass. Each list has one writer at a time: whoever has the channel's lock for it.
struct HandOvers {
  explicit HandOvers(std::size_t items) : put{items}, taken{items}, put_before{items} {}

  struct Counts {
    std::uint64_t put = 0, taken = 0;
  };

  void add_put(std::uint64_t item) const { put[counts->put++] = item; }
  void add_taken(std::uint64_t item) const { taken[counts->taken++] = item; }
  // Under a lock that puts need too.
  void add_taken_after_puts(std::uint64_t item) const {
    put_before[counts->taken] = counts->put;
    add_taken(item);
  }

  SharedArray<std::uint64_t> put, taken;
  SharedArray<std::uint64_t> put_before;  // each take; of a pipe nobody knows, and none needs to
  Shared<Counts> counts;
};

class Channel {
 public:
  Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  virtual ~Channel() = default;

  // `load`: of the size with which the channel was made. Both wait, and throw what a Mutex throws.
  virtual void put(std::uint64_t item, const std::byte* load, int worker) const = 0;
  virtual std::uint64_t take(std::byte* load, int worker) const = 0;

  // Of a queue that its producers join: after each item, and until that has happened to all.
  virtual void task_done(int /*worker*/) const {}
  virtual void join(int /*worker*/) const {}
};

// kind: fifo, lifo, priority, pipe, joinable, condition. Holds `capacity` items (a pipe: what the
// system lets it hold), each with `load_bytes`.
std::unique_ptr<Channel> make_channel(const std::string& kind, std::size_t capacity,
                                      std::size_t load_bytes, const HandOvers& log);

// What a queue of priorities hands over first is higher.
std::uint64_t priority_of(std::uint64_t item);

// Checks that every item was handed over once, in the order that the kind promises. Throws
// WrongResult.
void check_hand_overs(const std::string& kind, const HandOvers& log);

}  // namespace parbench
