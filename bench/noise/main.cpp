// parbench-noise: background load for the self-test. Processes that use the CPU in bursts and die
// with their parent.
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/digest.hpp"
#include "bench/standard_descriptors.hpp"
#include "bench/units.hpp"

namespace {

using namespace parbench;

constexpr const char* usage =
    "usage: parbench-noise [--spinners 1] [--duty 0.5] [--period 3s] [--seed 1] [--for TIME]";

struct Noise {
  std::uint64_t spinners = 1;
  double duty = 0.5;
  double period_s = 3;
  std::uint64_t seed = 1;
  std::optional<double> for_s;
};

double share(const std::string& text) {
  std::size_t used = 0;
  double value = -1;
  try {
    value = std::stod(text, &used);
  } catch (const std::logic_error&) {
  }
  if (used != text.size() || !(value > 0) || value > 1)
    throw std::invalid_argument(
        fmt::format("'{}' is not a share: above 0, at most 1", printable(text)));
  return value;
}

double time_s(const std::string& text) {
  const double seconds = parse_duration_s(text);
  if (seconds < 1e-3 || seconds > 86400)
    throw std::invalid_argument(fmt::format("'{}' is not allowed: 1ms to 24h", printable(text)));
  return seconds;
}

Noise parse_args(const std::vector<std::string>& args) {
  Noise noise;
  const std::map<std::string, std::function<void(const std::string&)>> options{
      {"--spinners", [&](const std::string& text) { noise.spinners = parse_count(text, 1, 1000); }},
      {"--duty", [&](const std::string& text) { noise.duty = share(text); }},
      {"--period", [&](const std::string& text) { noise.period_s = time_s(text); }},
      {"--seed",
       [&](const std::string& text) { noise.seed = parse_count(text, 0, ~std::uint64_t{0}); }},
      {"--for", [&](const std::string& text) { noise.for_s = time_s(text); }}};
  for (std::size_t i = 0; i < args.size(); i += 2) {
    const auto option = options.find(args[i]);
    if (option == options.end())
      throw std::invalid_argument(
          fmt::format("unknown option '{}'; {}", printable(args[i]), usage));
    if (i + 1 == args.size()) throw std::invalid_argument(args[i] + " needs a value; " + usage);
    try {
      option->second(args[i + 1]);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(args[i] + ": " + error.what());
    }
  }
  return noise;
}

double now_s() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

void sleep_s(double seconds) {
  timespec t{static_cast<time_t>(seconds), 0};
  t.tv_nsec = static_cast<long>((seconds - static_cast<double>(t.tv_sec)) * 1e9);
  nanosleep(&t, nullptr);
}

void spin_s(double seconds) {
  const double end = now_s() + seconds;
  while (now_s() < end) {
  }
}

// On and off for 0.5 to 1.5 times their share of the period. The first burst is shortened, so that
// the spinners do not run in phase.
[[noreturn]] void burst(const Noise& noise, std::uint64_t spinner) {
  std::uint64_t state = scramble(noise.seed + 1) + spinner;
  const auto draw = [&] {
    state += 0x9e3779b97f4a7c15U;
    return static_cast<double>(scramble(state) >> 11) * 0x1p-53;
  };
  spin_s(noise.period_s * noise.duty * draw());
  for (;;) {
    sleep_s(noise.period_s * (1 - noise.duty) * (0.5 + draw()));
    spin_s(noise.period_s * noise.duty * (0.5 + draw()));
  }
}

void end_with_parent(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // the parent ended before prctl
}

void make_noise(const Noise& noise, pid_t parent) {
  end_with_parent(parent);
  const pid_t self = getpid();
  for (std::uint64_t spinner = 0; spinner < noise.spinners; ++spinner) {
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("cannot start a spinner");
    if (child > 0) continue;
    end_with_parent(self);
    burst(noise, spinner);
  }
  if (noise.for_s) return sleep_s(*noise.for_s);  // the spinners end with this process
  while (wait(nullptr) > 0) {
  }
}

}  // namespace

int main(int argc, char** argv) {
  open_missing_standard_descriptors();
  const pid_t parent = getppid();
  try {
    make_noise(parse_args({argv + 1, argv + argc}), parent);
    return 0;
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "parbench-noise: %s\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "parbench-noise: %s\n", error.what());
    return 1;
  }
}
