// A workload's parameters: their specification and their checked values.
#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace parbench {

// A value that a workload does not accept: one line with the value and what is allowed (exit code
// 2).
class BadParameter : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

class Parameters;

struct ParameterSpec {
  enum class Type { count, duration, size, rate, share, choice, text };

  std::string_view key;  // without the workload's name: "count" for primes.count
  Type type;
  std::string_view fallback;   // the default, as on the command line
  double least = 0, most = 0;  // inclusive; a number (count, share), seconds, bytes or 1/s
  std::vector<std::string_view> choices = {};  // choice only
  std::string_view about;
  bool permission = false;  // does not change the work, so it is not in json()
  bool drawn =
      false;  // the driver's alone (WorkloadInfo::draw): no setting, and not in json() either
  // Whether the other values leave this one any effect; null: always. Where it has none it is left at
  // its default, and out of json() and of names: two spellings of the same work are one experiment.
  bool (*applies)(const Parameters&) = nullptr;

  // Checks a value and returns its canonical spelling ("0.02s" -> "20ms"). Throws BadParameter.
  std::string canonical(std::string_view workload, std::string_view value) const;
};

// The checked value of every parameter of one workload; equal values compare equal in any spelling.
class Parameters {
 public:
  Parameters() = default;

  // `values` (key without the workload's name -> text) over the defaults. Throws BadParameter, also
  // for an unknown key.
  Parameters(std::string_view workload, const std::vector<ParameterSpec>& specs,
             const std::map<std::string, std::string>& values);

  std::uint64_t count(std::string_view key) const;      // of a count
  double seconds(std::string_view key) const;           // of a duration
  std::uint64_t bytes(std::string_view key) const;      // of a size
  double per_s(std::string_view key) const;             // of a rate
  double share(std::string_view key) const;             // of a share
  const std::string& text(std::string_view key) const;  // of any type: its canonical spelling

  // Sets a value that does not come from the user (a helper's address, a figure of the machine),
  // without checking it.
  void fill(std::string_view key, std::string value);

  // Whether fill() has set it.
  bool filled(std::string_view key) const;

  const std::map<std::string, std::string, std::less<>>& values() const { return values_; }

  // Whether the value changes the work, the other values being what they are.
  bool applies(std::string_view key) const;

  // The `params` column: one JSON object with sorted keys, counts as numbers and all else as
  // strings, without permissions, empty texts and what does not apply.
  std::string json() const;

  bool operator==(const Parameters& other) const { return values_ == other.values_; }

 private:
  std::map<std::string, std::string, std::less<>> values_;
  std::vector<std::string> counts_;  // keys whose value is a number in JSON
  std::vector<std::string> hidden_;  // keys that are not in JSON: permissions, what is drawn
  std::vector<std::string> unused_;  // keys that do not apply
  std::vector<std::string> filled_;
};

}  // namespace parbench
