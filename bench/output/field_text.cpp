#include "bench/output/field_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/digest.hpp"
#include "bench/limits.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

// A figure of a trial: none is below 0.
template <typename Number>
void parse_number(const std::string& text, Number& value, Number most, const char* kind) {
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || at != end || error != std::errc() || !(value >= 0 && value <= most))
    throw std::runtime_error(fmt::format("{} from 0 to {}", kind, field_text(most)));
}

}  // namespace

std::string field_text(SchemaVersion) { return std::to_string(schema_version); }
std::string field_text(const std::string& value) { return value; }
std::string field_text(double value) { return exact_number(value); }
std::string field_text(int value) { return std::to_string(value); }
std::string field_text(std::int64_t value) { return std::to_string(value); }
std::string field_text(std::uint64_t value) { return std::to_string(value); }
std::string field_text(Status value) { return status_name(value); }
std::string field_text(Digest value) { return digest_text(value.sum); }

std::string field_text(const Observed& value) {
  const nlohmann::json object{{value.name.empty() ? "observed" : value.name,
                               nlohmann::json::parse(exact_number(value.count))}};
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void parse_field(const std::string& text, SchemaVersion&) {
  if (const std::string allowed = field_text(SchemaVersion{}); text != allowed)
    throw std::runtime_error(allowed);
}

void parse_field(const std::string& text, std::string& value) { value = text; }

void parse_field(const std::string& text, double& value) {
  parse_number(text, value, longest_s, "a decimal number");
  value += 0.0;  // not -0
}

void parse_field(const std::string& text, int& value) {
  parse_number(text, value, std::numeric_limits<int>::max(), "an integer");
}

void parse_field(const std::string& text, std::int64_t& value) {
  parse_number(text, value, static_cast<std::int64_t>(most_counted), "an integer");
}

void parse_field(const std::string& text, std::uint64_t& value) {
  parse_number(text, value, most_counted, "an integer");
}

void parse_field(const std::string& text, Status& value) {
  const auto* const found = std::find(std::begin(status_names), std::end(status_names), text);
  if (found == std::end(status_names))
    throw std::runtime_error(fmt::format("{}", fmt::join(status_names, ", ")));
  value = static_cast<Status>(found - std::begin(status_names));
}

void parse_field(const std::string& text, Digest& value) {
  try {
    value.sum = read_digest(text);
  } catch (const std::invalid_argument&) {
    throw std::runtime_error("x and 16 hexadecimal digits");
  }
}

void parse_field(const std::string& text, Observed& value) {
  const nlohmann::json object = nlohmann::json::parse(text, nullptr, false);
  if (!object.is_object() || object.size() != 1 || !object.front().is_number() ||
      object.front().get<double>() < 0) {
    throw std::runtime_error("a JSON object with one figure, such as {\"connections\":16}");
  }
  value.name = object.begin().key();
  value.count = object.front().get<double>();
}

}  // namespace parbench
