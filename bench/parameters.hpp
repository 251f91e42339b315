// A workload's parameters: what may be said, and what was said. Never reads the command line
// itself.
#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace parbench {

// A value that a workload does not take: one line that names the value and what is allowed. Ends in
// exit code 2.
class BadParameter : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

struct ParameterSpec {
  enum class Type { count, duration, size, choice, text };

  std::string_view key;  // without the workload's name: "count" for primes.count
  Type type;
  std::string_view fallback;   // the default, as the command line would have it
  double least = 0, most = 0;  // count: a number; duration: seconds; size: bytes; both included
  std::vector<std::string_view> choices = {};  // choice only
  std::string_view about;
  bool permission = false;  // allows something and changes nothing of the work: not in json()

  // Checks one value and gives its canonical spelling ("0.02s" -> "20ms"). Throws BadParameter.
  std::string canonical(std::string_view workload, std::string_view value) const;
};

// Every parameter of one workload with its value, checked; equal values compare equal however they
// were spelled.
class Parameters {
 public:
  Parameters() = default;

  // Defaults overlaid with `values` (key without the workload's name -> text). Throws BadParameter
  // on an unknown key.
  Parameters(std::string_view workload, const std::vector<ParameterSpec>& specs,
             const std::map<std::string, std::string>& values);

  std::uint64_t count(std::string_view key) const;  // of a count
  double seconds(std::string_view key) const;       // of a duration
  std::uint64_t bytes(std::string_view key) const;  // of a size
  const std::string& text(
      std::string_view key) const;  // of a choice or a text; of any: its canonical spelling

  // Replaces a value by one that was not given by the user (a helper's address); not checked.
  void fill(std::string_view key, std::string value);

  const std::map<std::string, std::string, std::less<>>& values() const { return values_; }

  // What fixes the work as one JSON object, keys sorted, counts as numbers and everything else as
  // strings, without permissions and texts left empty: the `params` column.
  std::string json() const;

  bool operator==(const Parameters& other) const { return values_ == other.values_; }

 private:
  std::map<std::string, std::string, std::less<>> values_;
  std::vector<std::string> counts_;       // keys whose value is a number in JSON
  std::vector<std::string> permissions_;  // keys that JSON leaves out
};

}  // namespace parbench
