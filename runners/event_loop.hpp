// One thread that runs many tasks at once: a coroutine for each task in flight, which gives the
// thread to the others while its task waits.
#pragma once

// Boost 1.74 knows only Clang's coroutines before C++20.
#if defined(__clang__) && !defined(BOOST_ASIO_HAS_CO_AWAIT)
#define BOOST_ASIO_HAS_CO_AWAIT 1
#define BOOST_ASIO_HAS_STD_COROUTINE 1
#endif

// clang-format off: before Boost, whose coroutines of 1.74 forget it
#include <utility>
// clang-format on

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/version.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "bench/job.hpp"
#include "bench/threads/first_failure.hpp"
#include "bench/waiting.hpp"

namespace parbench {

// The tasks of one pass, which one or several loops take.
struct LoopPass {
  std::atomic<std::size_t> next{0};
  std::size_t tasks = 0;
  FirstFailure failure;
};

class EventLoop {
 public:
  EventLoop(const Job& job, LoopPass& pass) : job_{job}, pass_{pass} {}

  // Runs tasks of the pass under the worker numbers first, first + step, … below `workers`, until
  // there are none.
  void run(int first, int step, int workers) {
    for (int worker = first; worker < workers; worker += step) {
      if (pass_.next >= pass_.tasks) break;
      boost::asio::co_spawn(context_, work(worker), boost::asio::detached);
    }
    context_.run();
    context_.restart();
  }

 private:
  using Error = boost::system::error_code;
  template <typename Result>
  using Awaitable = boost::asio::awaitable<Result>;

  // A handler of the timer may come late, when the coroutine has ended.
  struct Waiter : std::enable_shared_from_this<Waiter> {
    explicit Waiter(boost::asio::io_context& context) : timer{context}, descriptor{context} {}
    boost::asio::steady_timer timer;
    boost::asio::posix::stream_descriptor descriptor;
  };

  Awaitable<void> work(int worker) {
    const auto waiter = std::make_shared<Waiter>(context_);
    for (std::size_t index = pass_.next++; index < pass_.tasks && !pass_.failure.happened();
         index = pass_.next++) {
      co_await run_task(index, worker, *waiter);
    }
  }

  Awaitable<void> run_task(std::size_t index, int worker, Waiter& waiter) {
    try {
      const std::unique_ptr<WaitingTask> task = job_.start_task(index, worker);
      if (task == nullptr) {
        job_.run_task(index, worker);
        co_return;
      }
      std::optional<Wait> wait = task->step();
      while (wait) {
        co_await wait_for(*wait, waiter);
        wait = task->step();
      }
    } catch (...) {
      pass_.failure.keep();
    }
  }

  // Until then or earlier: the task is asked again.
  static Awaitable<void> wait_for(const Wait& wait, Waiter& waiter) {
    Error ignored;
    auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ignored);
    if (wait.descriptor < 0) {
      waiter.timer.expires_at(wait.deadline.value());
      co_await waiter.timer.async_wait(token);
      co_return;
    }
    if (wait.deadline) end_wait_at(*wait.deadline, waiter);
    const auto type = wait.for_writing ? boost::asio::posix::stream_descriptor::wait_write
                                       : boost::asio::posix::stream_descriptor::wait_read;
    waiter.descriptor.assign(wait.descriptor);
    co_await waiter.descriptor.async_wait(type, token);
    waiter.descriptor.release();  // it stays the task's own
    waiter.timer.cancel();
  }

  static void end_wait_at(std::chrono::steady_clock::time_point deadline, Waiter& waiter) {
    waiter.timer.expires_at(deadline);
    waiter.timer.async_wait([self = waiter.shared_from_this()](Error error) {
      Error ended;
      if (!error && self->descriptor.is_open()) self->descriptor.cancel(ended);
    });
  }

  const Job& job_;
  LoopPass& pass_;
  boost::asio::io_context context_{1};
};

inline std::string boost_version() {
  return "Boost " + std::to_string(BOOST_VERSION / 100'000) + "." +
         std::to_string(BOOST_VERSION / 100 % 1'000);
}

}  // namespace parbench
