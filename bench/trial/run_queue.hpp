// How long workers were ready and waiting for a CPU.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>

namespace parbench {

// Since the start of a thread of any process: field 2 of its schedstat. nullopt if it has ended or
// the kernel does not count it.
std::optional<std::int64_t> run_queue_wait_ns(pid_t pid, pid_t tid);

// One worker's account, in memory that forked workers share.
struct RunQueueAccount {
  pid_t pid = 0, tid = 0;  // the last thread with this worker number
  pid_t watched = 0;       // the thread that the parent reads; 0: none
  pid_t read_tid = 0;      // the last thread that read its own, and its value
  std::int64_t read_ns = 0;
  std::int64_t sum_ns = 0;  // over threads that read their own
  bool lost = false;        // a thread was not read
};

// The parent's side. It reads threads that live during all timed passes before and after them;
// others read their own when they leave (about 4 us), if tasks are long enough not to be affected.
class RunQueueAccounting {
 public:
  // Before the timed passes: reads all threads of this process and its descendants.
  void begin();
  void begin(RunQueueAccount& account) const;

  // In the worker's own thread or process, when it leaves a pass.
  static void leave(RunQueueAccount& account, bool may_read);

  // After them, once per account. `left`: its last thread has left.
  std::optional<std::int64_t> end(const RunQueueAccount& account, bool left) const;

 private:
  std::int64_t at_begin(pid_t tid) const;

  std::map<pid_t, std::int64_t> at_begin_;  // by thread; a thread that is not in it started later
};

}  // namespace parbench
