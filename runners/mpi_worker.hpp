// A rank that runs tasks, in the order of the master's messages.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>

#include "bench/runner.hpp"
#include "runners/mpi_messages.hpp"

namespace parbench {

class MpiWorker {
 public:
  MpiWorker(const RemoteTrial& trial, std::uint32_t number, const std::filesystem::path& scratch)
      : number_{number} {
    std::uint64_t name = 0;
    MPI_Bcast(&name, sizeof name, MPI_BYTE, 0, MPI_COMM_WORLD);
    TaskReport ready;
    try {
      tasks_ = trial.make(std::to_string(name), scratch);
      ready.outcome = TaskOutcome::done;
    } catch (const std::exception& error) {
      std::string(error.what()).copy(ready.failure, sizeof ready.failure - 1);
    }
    failed_ = tasks_ == nullptr;
    send_report(ready);
  }

  void work() {
    for (std::uint64_t order = 0;;) {
      receive(&order, sizeof order, await(0, order_tag));
      if (order == end_of_work) return;
      if (order == ask_usage) {
        answer(tasks_->usage());
      } else if (order == ask_host) {
        answer(tasks_->host_since_last());
      } else if (order == ask_clock) {
        answer(now_ns());
      } else if (!failed_) {
        TaskReport report = tasks_->run(order, number_);
        report.cpu_ns = report.voluntary_switches = report.involuntary_switches = 0;  // in usage()
        failed_ = report.outcome != TaskOutcome::done;
        send_report(report);
      }
    }
  }

 private:
  template <typename Answer>
  static void answer(const Answer& answer) {
    send(&answer, sizeof answer, 0, answer_tag);
  }

  const std::uint32_t number_;
  std::unique_ptr<RemoteTasks> tasks_;
  bool failed_ = false;
};

}  // namespace parbench
