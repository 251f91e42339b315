// oneTBB's flow graph: one function_node of concurrency N, into which the caller puts the tasks.
#include <tbb/flow_graph.h>

#include <cstddef>
#include <memory>

#include "runners/tbb_arena.hpp"

namespace parbench {
namespace {

class TbbFlow final : public Runner {
 public:
  TbbFlow(const Job& job, int workers) : job_{job}, arena_{workers} {
    // A graph belongs to the arena in which it is made.
    arena_.execute([&] {
      graph_ = std::make_unique<tbb::flow::graph>();
      node_ = std::make_unique<Node>(*graph_, static_cast<std::size_t>(workers),
                                     [this](std::size_t index) {
                                       job_.run_task(index, TbbArena::this_worker());
                                       return tbb::flow::continue_msg{};
                                     });
    });
  }

  void run() override {
    const std::size_t tasks = job_.task_count();
    arena_.execute([this, tasks] {
      for (std::size_t index = 0; index < tasks; ++index) node_->try_put(index);
      graph_->wait_for_all();  // throws the first failure, which has cancelled the graph
    });
  }

 private:
  using Node = tbb::flow::function_node<std::size_t, tbb::flow::continue_msg>;

  const Job& job_;
  TbbArena arena_;
  std::unique_ptr<tbb::flow::graph> graph_;
  std::unique_ptr<Node> node_;
};

}  // namespace

const RunnerInfo runner_info =
    tbb_runner<TbbFlow>("oneTBB: flow graph, one function_node of concurrency N");

}  // namespace parbench
