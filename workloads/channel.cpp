#include "workloads/channel.hpp"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "bench/digest.hpp"
#include "bench/sharing/condition.hpp"
#include "bench/sharing/pipe.hpp"
#include "bench/sharing/semaphore.hpp"

namespace parbench {

std::uint64_t priority_of(std::uint64_t item) { return scramble(item + 1) >> 32; }

namespace {

enum class Order { first_in, last_in, highest };

struct Entry {
  std::uint64_t item = 0;
  std::size_t place = 0;  // of its load
};

bool is_lower(const Entry& a, const Entry& b) {
  return std::pair{priority_of(a.item), a.item} < std::pair{priority_of(b.item), b.item};
}

// Items and their loads; the caller has the lock, and has made sure of room or of an item.
class Store {
 public:
  Store(Order order, std::size_t capacity, std::size_t load_bytes, const HandOvers& log)
      : order_{order},
        load_bytes_{load_bytes},
        log_{log},
        loads_{capacity * load_bytes},
        entries_{capacity},
        free_{capacity} {
    for (std::size_t place = 0; place < capacity; ++place) free_[place] = place;
  }

  std::size_t count() const { return static_cast<std::size_t>(ends_->put - ends_->taken); }
  std::size_t capacity() const { return entries_.size(); }

  void add(std::uint64_t item, const std::byte* load) const {
    const Entry entry{item, free_[count()]};
    if (load_bytes_ > 0) std::memcpy(load_of(entry), load, load_bytes_);
    entries_[order_ == Order::first_in ? ends_->put % capacity() : count()] = entry;
    ++ends_->put;
    if (order_ == Order::highest)
      std::push_heap(entries_.begin(), entries_.begin() + count(), is_lower);
    log_.add_put(item);
  }

  std::uint64_t remove(std::byte* load) const {
    if (order_ == Order::highest)
      std::pop_heap(entries_.begin(), entries_.begin() + count(), is_lower);
    const Entry entry =
        entries_[order_ == Order::first_in ? ends_->taken % capacity() : count() - 1];
    if (load_bytes_ > 0) std::memcpy(load, load_of(entry), load_bytes_);
    ++ends_->taken;
    free_[count()] = entry.place;
    log_.add_taken_after_puts(entry.item);
    return entry.item;
  }

 private:
  struct Ends {
    std::uint64_t put = 0, taken = 0;
  };

  std::byte* load_of(const Entry& entry) const {
    return loads_.begin() + entry.place * load_bytes_;
  }

  Order order_;
  std::size_t load_bytes_;
  const HandOvers& log_;
  SharedArray<std::byte> loads_;
  SharedArray<Entry> entries_;
  SharedArray<std::size_t> free_;  // places of loads, from count() on
  Shared<Ends> ends_;
};

// A semaphore counts the room, another one the items.
class Counted : public Channel {
 public:
  explicit Counted(std::unique_ptr<Store> store)
      : store_{std::move(store)}, room_{static_cast<unsigned>(store_->capacity())}, filled_{0U} {}

  void put(std::uint64_t item, const std::byte* load, int worker) const override {
    room_->wait();
    {
      const Held held{*mutex_, worker};
      store_->add(item, load);
    }
    filled_->post();
  }

  std::uint64_t take(std::byte* load, int worker) const override {
    filled_->wait();
    std::uint64_t item = 0;
    {
      const Held held{*mutex_, worker};
      item = store_->remove(load);
    }
    room_->post();
    return item;
  }

 private:
  std::unique_ptr<Store> store_;
  Shared<Mutex> mutex_;
  Shared<Semaphore> room_, filled_;
};

// Also counts what was put and is not done.
class Joinable final : public Counted {
 public:
  using Counted::Counted;

  void put(std::uint64_t item, const std::byte* load, int worker) const override {
    {
      const Held held{*mutex_, worker};
      ++*unfinished_;
    }
    Counted::put(item, load, worker);
  }

  void task_done(int worker) const override {
    const Held held{*mutex_, worker};
    if (--*unfinished_ == 0) all_done_->wake_all();
  }

  void join(int worker) const override {
    const Held held{*mutex_, worker};
    while (*unfinished_ != 0) all_done_->wait(*mutex_, worker);
  }

 private:
  Shared<Mutex> mutex_;
  Shared<Condition> all_done_;
  Shared<std::uint64_t> unfinished_{0U};
};

// One lock and two conditions: not full, not empty.
class TwoConditions final : public Channel {
 public:
  explicit TwoConditions(std::unique_ptr<Store> store) : store_{std::move(store)} {}

  void put(std::uint64_t item, const std::byte* load, int worker) const override {
    const Held held{*mutex_, worker};
    while (store_->count() == store_->capacity()) not_full_->wait(*mutex_, worker);
    store_->add(item, load);
    not_empty_->wake_one();
  }

  std::uint64_t take(std::byte* load, int worker) const override {
    const Held held{*mutex_, worker};
    while (store_->count() == 0) not_empty_->wait(*mutex_, worker);
    const std::uint64_t item = store_->remove(load);
    not_full_->wake_one();
    return item;
  }

 private:
  std::unique_ptr<Store> store_;
  Shared<Mutex> mutex_;
  Shared<Condition> not_full_, not_empty_;
};

// Its ends belong to all; a lock each keeps messages whole, whatever their size.
class SharedPipe final : public Channel {
 public:
  SharedPipe(std::size_t load_bytes, const HandOvers& log) : load_bytes_{load_bytes}, log_{log} {}

  void put(std::uint64_t item, const std::byte* load, int worker) const override {
    // One call, as far as it goes.
    thread_local std::vector<std::byte> message;
    message.resize(sizeof item + load_bytes_);
    std::memcpy(message.data(), &item, sizeof item);
    if (load_bytes_ > 0) std::memcpy(message.data() + sizeof item, load, load_bytes_);
    const Held held{*writing_, worker};
    log_.add_put(item);
    pipe_.write_whole(message.data(), message.size());
  }

  std::uint64_t take(std::byte* load, int worker) const override {
    thread_local std::vector<std::byte> message;
    message.resize(sizeof(std::uint64_t) + load_bytes_);
    std::uint64_t item = 0;
    {
      const Held held{*reading_, worker};
      pipe_.read_whole(message.data(), message.size());
      std::memcpy(&item, message.data(), sizeof item);
      log_.add_taken(item);
    }
    if (load_bytes_ > 0) std::memcpy(load, message.data() + sizeof item, load_bytes_);
    return item;
  }

 private:
  std::size_t load_bytes_;
  const HandOvers& log_;
  Pipe pipe_;
  Shared<Mutex> writing_, reading_;
};

}  // namespace

std::unique_ptr<Channel> make_channel(const std::string& kind, std::size_t capacity,
                                      std::size_t load_bytes, const HandOvers& log) {
  if (kind == "pipe") return std::make_unique<SharedPipe>(load_bytes, log);
  const Order order = kind == "lifo"       ? Order::last_in
                      : kind == "priority" ? Order::highest
                                           : Order::first_in;
  auto store = std::make_unique<Store>(order, capacity, load_bytes, log);
  if (kind == "condition") return std::make_unique<TwoConditions>(std::move(store));
  if (kind == "joinable") return std::make_unique<Joinable>(std::move(store));
  return std::make_unique<Counted>(std::move(store));
}

}  // namespace parbench
