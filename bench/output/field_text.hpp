// One value of a row as text and back, by its type. Never knows which column it stands in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bench/record.hpp"

namespace parbench {

// Optional values are empty text when they are nothing.
std::string field_text(const std::string& value);
std::string field_text(double value);
std::string field_text(int value);
std::string field_text(std::int64_t value);
std::string field_text(std::uint64_t value);
std::string field_text(Status value);

template <typename Value>
std::string field_text(const std::optional<Value>& value) {
  return value ? field_text(*value) : std::string();
}

// Each throws std::runtime_error that says what is allowed.
void parse_field(const std::string& text, std::string& value);
void parse_field(const std::string& text, double& value);
void parse_field(const std::string& text, int& value);
void parse_field(const std::string& text, std::int64_t& value);
void parse_field(const std::string& text, std::uint64_t& value);
void parse_field(const std::string& text, Status& value);

template <typename Value>
void parse_field(const std::string& text, std::optional<Value>& value) {
  value.reset();
  if (!text.empty()) parse_field(text, value.emplace());
}

// "x" and 16 hexadecimal digits, or empty.
void parse_digest(const std::string& text, std::optional<std::uint64_t>& value);

// {"connections":16}, or empty. Without a name the key is "observed".
std::string observed_text(const std::string& name, const std::optional<std::uint64_t>& value);
void parse_observed(const std::string& text, std::string& name,
                    std::optional<std::uint64_t>& value);

}  // namespace parbench
