// Other load on purpose: processes that use the CPU in bursts. Never outlives whoever started it.
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
    throw std::invalid_argument("'" + printable(text) + "' is no share: above 0, at most 1");
  return value;
}

double time_s(const std::string& text) {
  const double seconds = parse_duration_s(text);
  if (seconds < 1e-3 || seconds > 86400)
    throw std::invalid_argument("'" + printable(text) + "' is not allowed: 1ms to 24h");
  return seconds;
}

Noise read_words(const std::vector<std::string>& words) {
  Noise noise;
  const std::map<std::string, std::function<void(const std::string&)>> options{
      {"--spinners", [&](const std::string& text) { noise.spinners = parse_count(text, 1, 1000); }},
      {"--duty", [&](const std::string& text) { noise.duty = share(text); }},
      {"--period", [&](const std::string& text) { noise.period_s = time_s(text); }},
      {"--seed",
       [&](const std::string& text) { noise.seed = parse_count(text, 0, ~std::uint64_t{0}); }},
      {"--for", [&](const std::string& text) { noise.for_s = time_s(text); }}};
  for (std::size_t i = 0; i < words.size(); i += 2) {
    const auto option = options.find(words[i]);
    if (option == options.end())
      throw std::invalid_argument("'" + printable(words[i]) + "' is no option; " + usage);
    if (i + 1 == words.size()) throw std::invalid_argument(words[i] + " needs a value; " + usage);
    try {
      option->second(words[i + 1]);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(words[i] + ": " + error.what());
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

// On and off around their shares of the period, each between half and one and a half of it: the
// first spell is cut short, so that the spinners do not beat together.
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
  if (getppid() != parent) _exit(1);  // it ended before the line above
}

void make_noise(const Noise& noise, pid_t parent) {
  end_with_parent(parent);
  const pid_t self = getpid();
  for (std::uint64_t spinner = 0; spinner < noise.spinners; ++spinner) {
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("a spinner could not be started");
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
  const pid_t parent = getppid();
  try {
    make_noise(read_words({argv + 1, argv + argc}), parent);
    return 0;
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "parbench-noise: %s\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "parbench-noise: %s\n", error.what());
    return 1;
  }
}
