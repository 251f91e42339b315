// Conversions of single values, the same whatever the locale; never rounds.
#include "bench/output/field_text.hpp"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/units.hpp"

namespace parbench {
namespace {

template <typename Number>
void parse_number(const std::string& text, Number& value, const char* allowed) {
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || at != end || error != std::errc()) throw std::runtime_error(allowed);
}

}  // namespace

std::string field_text(const std::string& value) { return value; }
std::string field_text(double value) { return exact_number(value); }
std::string field_text(int value) { return std::to_string(value); }
std::string field_text(std::int64_t value) { return std::to_string(value); }
std::string field_text(std::uint64_t value) { return std::to_string(value); }
std::string field_text(Status value) { return status_name(value); }

void parse_field(const std::string& text, std::string& value) { value = text; }

void parse_field(const std::string& text, double& value) {
  parse_number(text, value, "a decimal number");
  if (!std::isfinite(value)) throw std::runtime_error("a finite decimal number");  // "inf", "nan"
}

void parse_field(const std::string& text, int& value) { parse_number(text, value, "an integer"); }

void parse_field(const std::string& text, std::int64_t& value) {
  parse_number(text, value, "an integer");
}

void parse_field(const std::string& text, std::uint64_t& value) {
  parse_number(text, value, "an integer from 0");
}

void parse_field(const std::string& text, Status& value) {
  for (const Status status :
       {Status::ok, Status::wrong_result, Status::failed, Status::timeout, Status::unsupported}) {
    if (text == status_name(status)) {
      value = status;
      return;
    }
  }
  throw std::runtime_error("ok, wrong_result, failed, timeout, unsupported");
}

void parse_digest(const std::string& text, std::optional<std::uint64_t>& value) {
  value.reset();
  if (text.empty()) return;
  const char* const end = text.data() + text.size();
  std::uint64_t digest = 0;
  const bool shaped = text.size() == 17 && text[0] == 'x';
  if (!shaped || std::from_chars(text.data() + 1, end, digest, 16).ptr != end) {
    throw std::runtime_error("x and 16 hexadecimal digits");
  }
  value = digest;
}

std::string observed_text(const std::string& name, const std::optional<std::uint64_t>& value) {
  if (!value) return {};
  const nlohmann::json object{{name.empty() ? "observed" : name, *value}};
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void parse_observed(const std::string& text, std::string& name,
                    std::optional<std::uint64_t>& value) {
  name.clear();
  value.reset();
  if (text.empty()) return;
  const nlohmann::json object = nlohmann::json::parse(text, nullptr, false);
  if (!object.is_object() || object.size() != 1 || !object.front().is_number_unsigned()) {
    throw std::runtime_error("a JSON object with one count, such as {\"connections\":16}");
  }
  name = object.begin().key();
  value = object.front().get<std::uint64_t>();
}

}  // namespace parbench
