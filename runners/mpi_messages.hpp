// The messages between the master, rank 0, and its workers.
#pragma once

#include <mpi.h>
#include <sched.h>
#include <time.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bench/task_report.hpp"

namespace parbench {

// Orders besides the numbers of tasks.
inline constexpr std::uint64_t end_of_work = ~std::uint64_t{0}, ask_usage = end_of_work - 1,
                               ask_host = end_of_work - 2, ask_clock = end_of_work - 3;
inline constexpr int order_tag = 1, report_tag = 2, answer_tag = 3;

// All but the text, which only a failure has.
inline constexpr int short_report = offsetof(TaskReport, failure);

inline std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

// Waits for a message. MPI's own receive would keep a CPU busy. It looks again after at most an eighth
// of the time that it has waited, so that a wait becomes at most an eighth longer.
inline MPI_Status await(int source, int tag) {
  constexpr std::int64_t awake_ns = 50'000, most_ns = 1'000'000;
  const std::int64_t start = now_ns();
  for (;;) {
    int here = 0;
    MPI_Status status;
    MPI_Iprobe(source, tag, MPI_COMM_WORLD, &here, &status);
    if (here != 0) return status;
    const std::int64_t waited = now_ns() - start;
    if (waited < awake_ns) {
      sched_yield();
    } else {
      const timespec pause{0, std::min(waited / 8, most_ns)};
      nanosleep(&pause, nullptr);
    }
  }
}

inline void receive(void* to, int bytes, const MPI_Status& from) {
  MPI_Recv(to, bytes, MPI_BYTE, from.MPI_SOURCE, from.MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

inline void send(const void* what, std::size_t bytes, int rank, int tag) {
  MPI_Send(what, static_cast<int>(bytes), MPI_BYTE, rank, tag, MPI_COMM_WORLD);
}

inline void send_report(const TaskReport& report) {
  const bool done = report.outcome == TaskOutcome::done;
  send(&report, done ? short_report : sizeof report, 0, report_tag);
}

}  // namespace parbench
