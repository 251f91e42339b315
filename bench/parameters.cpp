#include "bench/parameters.hpp"

#include <algorithm>
#include <limits>

#include "bench/nearest_name.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

using Type = ParameterSpec::Type;

std::string join(const std::vector<std::string_view>& parts, std::string_view last_separator) {
  std::string result;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) result += i + 1 == parts.size() ? last_separator : ", ";
    result += parts[i];
  }
  return result;
}

[[noreturn]] void not_allowed(std::string_view value, const std::string& allowed) {
  throw std::invalid_argument("'" + printable(value) + "' is not allowed: " + allowed);
}

std::string canonical_duration(const ParameterSpec& spec, std::string_view value) {
  const double seconds = parse_duration_s(value);
  if (seconds < spec.least || seconds > spec.most) {
    not_allowed(value,
                "a duration from " + duration_text(spec.least) + " to " + duration_text(spec.most));
  }
  return duration_text(seconds);
}

std::string canonical_size(const ParameterSpec& spec, std::string_view value) {
  const std::uint64_t bytes = parse_size_bytes(value);
  const auto least = static_cast<std::uint64_t>(spec.least);
  const auto most = static_cast<std::uint64_t>(spec.most);
  if (bytes < least || bytes > most) {
    not_allowed(value, "a size from " + size_text(least) + " to " + size_text(most));
  }
  return size_text(bytes);
}

std::string canonical_rate(const ParameterSpec& spec, std::string_view value) {
  const double per_s = parse_rate_per_s(value);
  if (per_s < spec.least || per_s > spec.most)
    not_allowed(value, "a rate from " + rate_text(spec.least) + " to " + rate_text(spec.most));
  return rate_text(per_s);
}

std::string canonical_share(const ParameterSpec& spec, std::string_view value) {
  return plain_number(parse_number(value, spec.least, spec.most));
}

std::string canonical_choice(const ParameterSpec& spec, std::string_view value) {
  if (std::find(spec.choices.begin(), spec.choices.end(), value) == spec.choices.end()) {
    not_allowed(value, join(spec.choices, " or "));
  }
  return std::string(value);
}

// ASCII, so that CSV, JSON and the terminal show the value as it was given.
std::string canonical_text(std::string_view value) {
  const auto odd = [](char c) { return c < ' ' || c > '~'; };
  if (std::any_of(value.begin(), value.end(), odd)) {
    not_allowed(value, "printable ASCII characters only");
  }
  return std::string(value);
}

std::string canonical_value(const ParameterSpec& spec, std::string_view value) {
  switch (spec.type) {
    case Type::count:
      return std::to_string(parse_count(value, static_cast<std::uint64_t>(spec.least),
                                        static_cast<std::uint64_t>(spec.most)));
    case Type::duration:
      return canonical_duration(spec, value);
    case Type::size:
      return canonical_size(spec, value);
    case Type::rate:
      return canonical_rate(spec, value);
    case Type::share:
      return canonical_share(spec, value);
    case Type::choice:
      return canonical_choice(spec, value);
    case Type::text:
      return canonical_text(value);
  }
  throw std::logic_error("unknown parameter type");
}

std::string json_string(std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      result += {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
    } else {
      result += c;
    }
  }
  return result + '"';
}

bool is_among(const std::vector<std::string>& keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

std::string ParameterSpec::canonical(std::string_view workload, std::string_view value) const {
  try {
    return canonical_value(*this, value);
  } catch (const std::invalid_argument& error) {
    throw BadParameter(std::string(workload) + "." + std::string(key) + ": " + error.what());
  }
}

Parameters::Parameters(std::string_view workload, const std::vector<ParameterSpec>& specs,
                       const std::map<std::string, std::string>& values) {
  std::vector<std::string> keys;
  for (const ParameterSpec& spec : specs) {
    const std::string key(spec.key);
    const auto given = values.find(key);
    values_[key] = spec.canonical(workload, given == values.end() ? spec.fallback : given->second);
    if (spec.type == Type::count) counts_.push_back(key);
    if (spec.permission || spec.drawn) hidden_.push_back(key);
    if (!spec.drawn) keys.push_back(key);
  }
  for (const auto& [key, value] : values) {
    if (values_.count(key) != 0) continue;
    const std::string name(workload);
    throw BadParameter(name + "." + printable(key) + " is not a parameter of " + name +
                       (keys.empty() ? ": it has none" : did_you_mean(key, keys)));
  }
  for (const ParameterSpec& spec : specs) {
    if (spec.applies != nullptr && !spec.applies(*this)) unused_.emplace_back(spec.key);
  }
  for (const ParameterSpec& spec : specs) {
    if (!applies(spec.key))
      values_.find(spec.key)->second = spec.canonical(workload, spec.fallback);
  }
}

bool Parameters::applies(std::string_view key) const { return !is_among(unused_, key); }

bool Parameters::filled(std::string_view key) const { return is_among(filled_, key); }

std::uint64_t Parameters::count(std::string_view key) const {
  return parse_count(text(key), 0, std::numeric_limits<std::uint64_t>::max());
}

double Parameters::seconds(std::string_view key) const { return parse_duration_s(text(key)); }

std::uint64_t Parameters::bytes(std::string_view key) const { return parse_size_bytes(text(key)); }

double Parameters::per_s(std::string_view key) const { return parse_rate_per_s(text(key)); }

double Parameters::share(std::string_view key) const { return parse_number(text(key), 0, 1); }

const std::string& Parameters::text(std::string_view key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) throw std::logic_error("no parameter is named " + printable(key));
  return found->second;
}

void Parameters::fill(std::string_view key, std::string value) {
  const auto found = values_.find(key);
  if (found == values_.end()) throw std::logic_error("no parameter is named " + printable(key));
  found->second = std::move(value);
  filled_.emplace_back(key);
}

std::string Parameters::json() const {
  std::string result = "{";
  for (const auto& [key, value] : values_) {
    if (value.empty() || is_among(hidden_, key) || !applies(key)) continue;
    if (result.size() > 1) result += ",";
    const bool number = is_among(counts_, key);
    result += json_string(key) + ":" + (number ? value : json_string(value));
  }
  return result + "}";
}

}  // namespace parbench
