// How long workers were ready and waited for a CPU, whoever they are and whenever they end. Never
// read during a pass, but by workers that end within one.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>

namespace parbench {

// Since the birth of a thread of any process: field 2 of its schedstat. Nothing where it has ended
// or the kernel does not count.
std::optional<std::int64_t> run_queue_wait_ns(pid_t pid, pid_t tid);

// One worker's part of the book; lies in memory that forked workers share.
struct RunQueueAccount {
  pid_t pid = 0, tid = 0;  // who had the worker's number last
  pid_t watched = 0;       // the thread that the parent reads from outside; 0: none
  pid_t read_tid = 0;      // the last one that read its own, and what it read
  std::int64_t read_ns = 0;
  std::int64_t sum_ns = 0;  // of those that read their own
  bool lost = false;        // one went unread
};

// The parent's part. Threads that live through the timed passes are read from outside before and
// after them; the others read their own as they leave (about 4 us), where tasks are long enough not
// to feel it.
class RunQueueBook {
 public:
  // Before the timed passes: reads all threads of this process and its descendants.
  void begin();
  void begin(RunQueueAccount& account) const;

  // In the worker's own thread or process, as it leaves a pass.
  static void leave(RunQueueAccount& account, bool may_read);

  // After them, once for each account. `left`: whoever had it last has left.
  std::optional<std::int64_t> end(const RunQueueAccount& account, bool left) const;

 private:
  std::int64_t at_begin(pid_t tid) const;

  std::map<pid_t, std::int64_t> at_begin_;  // by thread; one that is not in it was born later
};

}  // namespace parbench
