#include "bench/trial/run_queue.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "bench/machine/process_table.hpp"

namespace parbench {

// With system calls, because a stream takes twice as long.
std::optional<std::int64_t> run_queue_wait_ns(pid_t pid, pid_t tid) {
  if (is_foreign_proc()) return std::nullopt;  // another process may have this pid there
  char text[96];
  std::snprintf(text, sizeof text, "/proc/%d/task/%d/schedstat", pid, tid);
  const int file = open(text, O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  const ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  if (size <= 0) return std::nullopt;
  text[size] = '\0';
  long long ran_ns = 0, waited_ns = 0, times = 0;
  if (std::sscanf(text, "%lld %lld %lld", &ran_ns, &waited_ns, &times) != 3) return std::nullopt;
  // The thread has run, so zeros mean that the kernel does not count.
  if (ran_ns == 0 && waited_ns == 0 && times == 0) return std::nullopt;
  return waited_ns;
}

void RunQueueAccounting::begin() {
  at_begin_.clear();
  if (is_foreign_proc()) return;
  std::vector<pid_t> pids = descendants();
  pids.push_back(getpid());
  for (const pid_t pid : pids) {
    std::error_code error;
    std::filesystem::directory_iterator entry{"/proc/" + std::to_string(pid) + "/task", error};
    for (; !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
      const pid_t tid = std::atoi(entry->path().filename().c_str());
      if (const auto waited_ns = run_queue_wait_ns(pid, tid)) at_begin_[tid] = *waited_ns;
    }
  }
}

void RunQueueAccounting::begin(RunQueueAccount& account) const {
  const pid_t watched = at_begin_.contains(account.tid) ? account.tid : 0;
  account = {account.pid, account.tid, watched, 0, 0, 0, false};
}

void RunQueueAccounting::leave(RunQueueAccount& account, bool may_read) {
  if (account.tid == account.watched) return;
  const auto waited_ns =
      may_read ? run_queue_wait_ns(account.pid, account.tid) : std::optional<std::int64_t>{};
  if (!waited_ns) {
    account.lost = true;
    return;
  }
  account.sum_ns += *waited_ns - (account.read_tid == account.tid ? account.read_ns : 0);
  account.read_tid = account.tid;
  account.read_ns = *waited_ns;
}

std::optional<std::int64_t> RunQueueAccounting::end(const RunQueueAccount& account,
                                                    bool left) const {
  if (account.lost) return std::nullopt;
  const std::int64_t read_own_ns = account.sum_ns - at_begin(account.read_tid);
  if (left && account.tid != account.watched) return read_own_ns;
  const auto waited_ns = run_queue_wait_ns(account.pid, account.tid);
  if (!waited_ns) return std::nullopt;
  const bool again = account.read_tid == account.tid;
  return read_own_ns + *waited_ns - (again ? account.read_ns : at_begin(account.tid));
}

// A thread that existed before the timed passes had already waited before them.
std::int64_t RunQueueAccounting::at_begin(pid_t tid) const {
  const auto found = at_begin_.find(tid);
  return found == at_begin_.end() ? 0 : found->second;
}

}  // namespace parbench
