// One value of a row as text and back, by its type. Never knows which column it stands in.
#pragma once

#include <optional>
#include <string>

#include "bench/sample.hpp"

namespace parbench {

std::string field_text(SchemaVersion);
std::string field_text(const std::string& value);
std::string field_text(double value);
std::string field_text(int value);
std::string field_text(std::int64_t value);
std::string field_text(std::uint64_t value);
std::string field_text(Status value);
std::string field_text(Digest value);
std::string field_text(const Observed& value);  // {"connections":16}; without a name, "observed"

// Optional values are empty text when they are nothing.
template <typename Value>
std::string field_text(const std::optional<Value>& value) {
  return value ? field_text(*value) : std::string();
}

// Each throws std::runtime_error that says what is allowed.
void parse_field(const std::string& text, SchemaVersion& value);
void parse_field(const std::string& text, std::string& value);
void parse_field(const std::string& text, double& value);
void parse_field(const std::string& text, int& value);
void parse_field(const std::string& text, std::int64_t& value);
void parse_field(const std::string& text, std::uint64_t& value);
void parse_field(const std::string& text, Status& value);
void parse_field(const std::string& text, Digest& value);
void parse_field(const std::string& text, Observed& value);

template <typename Value>
void parse_field(const std::string& text, std::optional<Value>& value) {
  value.reset();
  if (!text.empty()) parse_field(text, value.emplace());
}

// The type of a value in a Frictionless Table Schema.
template <typename Value>
constexpr const char* field_type(const Value*) {
  return std::is_integral_v<Value> || std::is_same_v<Value, SchemaVersion> ? "integer"
         : std::is_floating_point_v<Value>                                 ? "number"
         : std::is_same_v<Value, Observed>                                 ? "object"
                                                                           : "string";
}
template <typename Value>
constexpr const char* field_type(const std::optional<Value>*) {
  return field_type(static_cast<const Value*>(nullptr));
}

}  // namespace parbench
