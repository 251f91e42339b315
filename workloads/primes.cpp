// Is this number prime? One number per task, by trial division; the work is counted in divisions.
#include "workloads/primes.hpp"

#include <algorithm>
#include <array>

#include "bench/digest.hpp"
#include "bench/workload.hpp"
#include "workloads/seeded.hpp"

namespace parbench {

PARBENCH_KERNEL std::uint64_t smallest_factor(std::uint64_t n) {
  n = opaque(n);
  if (n % 2 == 0) return 2;
  for (std::uint64_t i = 3;; i += 2) {
    // Bound and remainder from one quotient: i * i <= n would wrap near 2^64, a floating-point root
    // is inexact there, and from "n / i" and "n % i" Clang makes two divisions, which is twice the
    // work that GCC does.
    const std::uint64_t quotient = n / i;
    if (i > quotient) return n;
    if (quotient * i == n) return i;
  }
}

namespace {

__extension__ using Uint128 = unsigned __int128;

std::uint64_t multiply(std::uint64_t a, std::uint64_t b, std::uint64_t modulus) {
  return static_cast<std::uint64_t>(static_cast<Uint128>(a) * b % modulus);
}

std::uint64_t power(std::uint64_t base, std::uint64_t exponent, std::uint64_t modulus) {
  std::uint64_t result = 1;
  for (base %= modulus; exponent != 0; exponent >>= 1) {
    if ((exponent & 1) != 0) result = multiply(result, base, modulus);
    base = multiply(base, base, modulus);
  }
  return result;
}

// n odd, above 37; n - 1 = odd * 2^twos.
bool passes_base(std::uint64_t n, std::uint64_t base, std::uint64_t odd, int twos) {
  std::uint64_t x = power(base, odd, n);
  if (x == 1 || x == n - 1) return true;
  for (int i = 1; i < twos; ++i) {
    x = multiply(x, x, n);
    if (x == n - 1) return true;
  }
  return false;
}

}  // namespace

bool is_prime(std::uint64_t n) {
  constexpr std::array<std::uint64_t, 12> bases{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
  if (n < 2) return false;
  for (const std::uint64_t base : bases) {
    if (n % base == 0) return n == base;
  }
  std::uint64_t odd = n - 1;
  int twos = 0;
  for (; odd % 2 == 0; odd /= 2) ++twos;
  return std::all_of(bases.begin(), bases.end(),
                     [&](std::uint64_t base) { return passes_base(n, base, odd, twos); });
}

namespace {

constexpr double division_s = 2.8e-9;  // 64 bits, on server cores since 2021; before, up to 10x

// The numbers of the notes, in their order; the first and third are the same there too.
constexpr std::array<std::uint64_t, 6> textbook{112272535095293, 112582705942171, 112272535095293,
                                                115280095190773, 115797848077099, 1099726899285419};
constexpr double textbook_divisions = 28.3e6;

// A prime near here costs 316 000 divisions, 0.8 ms: 128 of them make a pass of about 100 ms.
constexpr std::uint64_t even_start = 400'000'000'000;
constexpr double even_divisions = 316e3;

// Trial divisors of the skewed tasks end between these: two decades, drawn evenly on a logarithmic
// scale.
constexpr double skewed_least = 30e3;
constexpr int skewed_steps = 200;
constexpr double skewed_step = 1.0234114;                           // its 199th power is 100
constexpr double skewed_divisions = skewed_least / 2 * 99 / 4.605;  // the mean: (b - a) / ln(b / a)
constexpr std::uint64_t skewed_seed = 0x7072696d6573;

std::uint64_t next_prime(std::uint64_t n) {
  for (n |= 1; !is_prime(n); n += 2) {
  }
  return n;
}

std::vector<std::uint64_t> even_numbers(std::size_t count) {
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t n = even_start; numbers.size() < count; n = numbers.back() + 2) {
    numbers.push_back(next_prime(n));
  }
  return numbers;
}

// Primes, and products of two neighbouring primes that cost what a prime of the same size does, in
// even parts. Steps by multiplication and not by pow(): a last digit that differs between libraries
// would be another number.
std::uint64_t skewed_number(std::size_t index) {
  double last_divisor = skewed_least;
  const int steps = static_cast<int>(unit_interval(skewed_seed, 2 * index) * skewed_steps);
  for (int i = 0; i < steps; ++i) last_divisor *= skewed_step;
  const auto divisor = static_cast<std::uint64_t>(last_divisor);
  if (unit_interval(skewed_seed, 2 * index + 1) < 0.5) return next_prime(divisor * divisor);
  const std::uint64_t factor = next_prime(divisor);
  return factor * next_prime(factor + 2);
}

std::vector<std::uint64_t> skewed_numbers(std::size_t count) {
  std::vector<std::uint64_t> numbers(count);
  for (std::size_t i = 0; i < count; ++i) numbers[i] = skewed_number(i);
  return numbers;
}

}  // namespace

std::vector<std::uint64_t> primes_numbers(std::string_view set, std::size_t count) {
  if (set == "textbook") return {textbook.begin(), textbook.end()};
  return set == "even" ? even_numbers(count) : skewed_numbers(count);
}

namespace {

std::uint64_t verdict_digest(std::uint64_t n, std::uint64_t verdict) {
  return scramble(scramble(n) + verdict);
}

class Primes final : public Workload {
 public:
  explicit Primes(std::vector<std::uint64_t> numbers) : numbers_(std::move(numbers)) {}

  std::size_t task_count() const override { return numbers_.size(); }

  // A factor that does not divide gives neither verdict, and so a wrong digest.
  std::uint64_t run_task(std::size_t index, Worker&) const override {
    const std::uint64_t n = numbers_[index];
    const std::uint64_t factor = smallest_factor(n);
    return verdict_digest(n, factor == n ? 1 : n % factor == 0 ? 0 : 2);
  }

  std::uint64_t expected(std::size_t index) const override {
    return verdict_digest(numbers_[index], is_prime(numbers_[index]) ? 1 : 0);
  }

 private:
  std::vector<std::uint64_t> numbers_;
};

Estimate estimate(const Parameters& parameters) {
  const std::string& set = parameters.text("set");
  const auto count = static_cast<double>(parameters.count("count"));
  const double divisions = set == "textbook" ? textbook_divisions
                           : set == "even"   ? count * even_divisions
                                             : count * skewed_divisions;
  return {.tasks = set == "textbook" ? textbook.size() : parameters.count("count"),
          .compute_s = divisions * division_s,
          .wait_s = 0,
          .memory_bytes = parameters.count("count") * 8};
}

std::unique_ptr<Workload> make(const Parameters& parameters, const std::filesystem::path&) {
  return std::make_unique<Primes>(
      primes_numbers(parameters.text("set"), parameters.count("count")));
}

}  // namespace

extern const WorkloadInfo primes_workload;
const WorkloadInfo primes_workload{
    .about = "is this number prime? trial division by odd numbers, one number per task",
    .kind = WorkloadKind::compute,
    .parameters =
        {{.key = "set",
          .type = ParameterSpec::Type::choice,
          .fallback = "even",
          .choices = {"textbook", "even", "skewed"},
          .about = "even: primes of similar cost; skewed: costs over two decades, half composite; "
                   "textbook: six fixed numbers, whatever the count"},
         {.key = "count",
          .type = ParameterSpec::Type::count,
          .fallback = "128",
          .least = 1,
          .most = 1e6,
          .about = "numbers, one per task; not used by set=textbook",
          .applies = [](const Parameters& p) { return p.text("set") != "textbook"; }}},
    .small_cases = {{{"set", "even"}, {"count", "8"}},
                    {{"set", "skewed"}, {"count", "24"}},
                    {{"set", "textbook"}}},
    .estimate = estimate,
    .make = make,
};

}  // namespace parbench
