// Loads pages over loopback TCP: work that waits for another process. It never leaves the machine
// unless told to.
//
// The server is a helper process, one per trial, which delays every answer by its latency; the
// body for each task is known, and every byte is checked. A page of the user's server is loaded
// once before the clock starts, and every later answer must be the same page; latency, spread and
// body are not used then.
#include <sys/resource.h>

#include <chrono>

#include "workloads/arrivals.hpp"
#include "workloads/fetch_exchange.hpp"
#include "workloads/fetch_task.hpp"

namespace parbench {
namespace {

bool own_server(const Url& url) { return url.target == fetch_path; }

// Whether the server is parbench's own, now or as soon as it is started: a user's has its own
// latencies and bodies.
bool asks_own_server(const Parameters& parameters) {
  const std::string& url = parameters.text("url");
  return url.empty() || url.ends_with(fetch_path);
}

// The default of 1024 descriptors is too few where the system allows more.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

Url allowed_url(const Parameters& parameters) {
  const std::string& text = parameters.text("url");
  try {
    Url url = parse_url(text);
    if (!is_loopback(url) && parameters.text("allow_remote") != "yes") {
      throw std::invalid_argument(
          "'" + printable(text) +
          "' is not on this machine: set fetch.allow_remote=yes to load it");
    }
    return url;
  } catch (const std::invalid_argument& error) {
    throw BadParameter(std::string("fetch.url: ") + error.what());
  }
}

// The first of the url's addresses where a server answers (localhost may have two). Throws
// BadParameter, or std::runtime_error if no connection could be tried.
Address answering_address(const Url& url) {
  std::string tried;
  int last_error = 0;
  bool asked = false;
  std::vector<Address> addresses;
  try {
    addresses = resolve(url);
  } catch (const std::runtime_error& error) {
    throw BadParameter(std::string("fetch.url: ") + error.what() +
                       ": correct the name, or leave fetch.url out");
  }
  for (const Address& address : addresses) {
    last_error = try_connect(address, 1000);
    if (last_error == 0) return address;
    asked = asked || !ran_out(last_error);
    tried += (tried.empty() ? "" : ", ") + address.text + " (" +
             std::generic_category().message(last_error) + ")";
  }
  if (!asked) {
    throw std::runtime_error("fetch: cannot connect to " + url.authority() + ": " +
                             connect_problem(last_error));
  }
  const std::string advice =
      own_server(url) ? "" : ": start the server, or leave fetch.url out to use parbench's own";
  throw BadParameter("fetch.url: no server answers at " + tried + advice);
}

std::uint64_t tasks_of(const Parameters& parameters) {
  return at_a_rate(parameters) ? requests_of(parameters) : parameters.count("tasks");
}

class Fetch final : public Workload {
 public:
  explicit Fetch(const Parameters& parameters)
      : tasks_(tasks_of(parameters)),
        latency_s_(parameters.seconds("latency")),
        spread_(parameters.text("spread")),
        body_bytes_(parameters.bytes("body")) {
    raise_descriptor_limit();
    target_.keep = parameters.text("connections") == "keep";
    if (at_a_rate(parameters)) schedule_ = schedule_of(parameters);
    if (parameters.text("url").empty()) return;
    target_.url = allowed_url(parameters);
    target_.address = answering_address(target_.url);
    if (!own_server(target_.url)) page_digest_ = load_page();
  }

  std::size_t task_count() const override { return tasks_; }

  // A page that has changed has another digest than the one that is expected.
  std::unique_ptr<WaitingTask> start_task(std::size_t index, Worker& worker) const override {
    require_server();
    if (schedule_) return nullptr;  // only for runners that keep the order of arrivals
    if (page_digest_) {
      return std::make_unique<FetchTask>(target_, target_.url.target, std::chrono::nanoseconds(0),
                                         worker);
    }
    return std::make_unique<FetchTask>(target_, std::string(fetch_path) + std::to_string(index),
                                       fetch_latency(index, latency_s_, spread_), worker);
  }

  std::uint64_t run_task(std::size_t index, Worker& worker) const override {
    require_server();
    if (page_digest_) {
      const std::uint64_t digest =
          load(index, target_.url.target, std::chrono::nanoseconds(0), worker);
      if (digest == *page_digest_) return digest;
      throw std::runtime_error("fetch: " + target_.url.text +
                               ": the page has changed since it was loaded before the first pass; "
                               "only a page that is the same at each load can be checked");
    }
    return load(index, std::string(fetch_path) + std::to_string(index),
                fetch_latency(index, latency_s_, spread_), worker);
  }

  std::uint64_t expected(std::size_t index) const override {
    return page_digest_ ? *page_digest_ : body_digest(fetch_body(index, body_bytes_));
  }

 private:
  void require_server() const {
    if (target_.address.length == 0)
      throw std::runtime_error("fetch: no server was started for this trial");
  }

  // At a rate a request that fails is counted, because others may arrive while it does: it is what
  // the load does to the server. In a closed loop it is an error like any other.
  std::uint64_t load(std::size_t index, std::string path, std::chrono::nanoseconds latency,
                     Worker& worker) const {
    FetchTask task(target_, std::move(path), latency, worker);
    if (!schedule_) return run_to_end(task);
    ArrivingTask arriving(*schedule_, index, worker, task);
    try {
      return run_to_end(arriving);
    } catch (const RequestFailed&) {
      arriving.fail();
      return expected(index);
    }
  }

  // Its connection is closed with it, because none may be open when workers are forked.
  std::uint64_t load_page() const {
    std::uint64_t connections = 0;
    Worker visitor;
    visitor.observed = &connections;
    FetchTask task(target_, target_.url.target, std::chrono::nanoseconds(0), visitor);
    return run_to_end(task);
  }

  std::size_t tasks_;
  double latency_s_;
  std::string spread_;
  std::size_t body_bytes_;
  FetchTarget target_;
  std::optional<std::uint64_t> page_digest_;
  std::optional<Schedule> schedule_;
};

Estimate estimate(const Parameters& parameters) {
  const auto tasks = static_cast<double>(tasks_of(parameters));
  const auto bytes = static_cast<double>(parameters.bytes("body"));
  return {.tasks = tasks_of(parameters),
          .compute_s = tasks * (80e-6 + bytes * 3e-9),
          .wait_s = tasks * parameters.seconds("latency"),
          .arrivals_s = at_a_rate(parameters) ? tasks / parameters.per_s("rate") : 0,
          .memory_bytes = parameters.bytes("body") * 4};
}

std::vector<TaskTime> task_times(const Parameters& parameters) {
  // That server's own; and no bound of a closed loop holds at a rate.
  if (!parameters.text("url").empty() || at_a_rate(parameters)) return {};
  std::vector<TaskTime> times(parameters.count("tasks"));
  for (std::size_t i = 0; i < times.size(); ++i) {
    times[i].wait_s = std::chrono::duration<double>(fetch_latency(i, parameters.seconds("latency"),
                                                                  parameters.text("spread")))
                          .count();
  }
  return times;
}

void check(const Parameters& parameters) {
  if (tasks_of(parameters) == 0) {
    throw BadParameter(
        "fetch.tasks: '0' is not allowed without a rate: a whole number from 1 to 1000000, or set "
        "fetch.rate");
  }
  if (!parameters.text("url").empty()) answering_address(allowed_url(parameters));
}

std::unique_ptr<Workload> make(const Parameters& parameters, const std::filesystem::path&) {
  return std::make_unique<Fetch>(parameters);
}

constexpr HelperProcess server{
    .executable = "fetch_server",
    .fills = "url",
    .needed = [](const Parameters& parameters) { return parameters.text("url").empty(); },
    .arguments =
        [](const Parameters& parameters) {
          return std::vector<std::string>{"--latency", parameters.text("latency"),
                                          "--spread",  parameters.text("spread"),
                                          "--body",    parameters.text("body")};
        },
};

}  // namespace

extern const WorkloadInfo fetch_workload;
const WorkloadInfo fetch_workload{
    .about = "HTTP requests over loopback to a server that answers late",
    .kind = WorkloadKind::waiting,
    .parameters =
        {{.key = "tasks",
          .type = ParameterSpec::Type::count,
          .fallback = "32",
          .least = 0,
          .most = static_cast<double>(most_requests),
          .about = "requests per pass; 0, at a rate: those of 2 s, at least 50"},
         {.key = "rate",
          .type = ParameterSpec::Type::rate,
          .fallback = "0/s",
          .least = 0,
          .most = 1e6,
          .about = "requests that arrive per second, however many are being answered; 0: each "
                   "worker sends its next one when it has its answer",
          .applies = at_a_rate},
         arrivals_spec(),
         warmup_spec(),
         {.key = "latency",
          .type = ParameterSpec::Type::duration,
          .fallback = "4ms",
          .least = 0,
          .most = 60,
          .about = "how long the server delays each answer, or the mean of it",
          .applies = asks_own_server},
         {.key = "spread",
          .type = ParameterSpec::Type::choice,
          .fallback = "fixed",
          .choices = {"fixed", "uniform", "exponential"},
          .about = "how latencies differ; a task's own is always the same",
          .applies = asks_own_server},
         {.key = "body",
          .type = ParameterSpec::Type::size,
          .fallback = "1KiB",
          .least = 0,
          .most = 64 << 20,
          .about = "length of each answer's body",
          .applies = asks_own_server},
         {.key = "connections",
          .type = ParameterSpec::Type::choice,
          .fallback = "keep",
          .choices = {"keep", "new"},
          .about = "keep: a worker reuses its connection; new: one connection per request"},
         {.key = "url",
          .type = ParameterSpec::Type::text,
          .fallback = "",
          .about = "a page of your own server, the same at each load; latency, spread and body "
                   "are not used then (default: parbench's server)"},
         {.key = "allow_remote",
          .type = ParameterSpec::Type::choice,
          .fallback = "no",
          .choices = {"no", "yes"},
          .about = "yes: the url may lead to another machine",
          .permission = true},
         draw_spec()},
    .small_cases =
        {{{"tasks", "12"}, {"latency", "500us"}},
         {{"tasks", "12"}, {"latency", "0s"}, {"body", "100000B"}, {"connections", "new"}},
         {{"tasks", "12"}, {"latency", "500us"}, {"spread", "exponential"}, {"body", "0B"}},
         {{"tasks", "12"}, {"latency", "500us"}, {"rate", "2000/s"}}},
    .observed = "connections",
    .estimate = estimate,
    .rate_per_s = [](const Parameters& parameters) { return parameters.per_s("rate"); },
    .draw = "draw",
    .task_times = task_times,
    .check = check,
    .helper = &server,
    .make = make,
};

}  // namespace parbench
