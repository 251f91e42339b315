// The members of a record as keys of a JSON object, and back, by their types. Which members there are is
// said by columns.hpp.
#pragma once

#include <concepts>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "bench/columns.hpp"
#include "bench/digest.hpp"
#include "bench/json_figure.hpp"
#include "bench/limits.hpp"
#include "bench/units.hpp"

namespace parbench::json_members {

using nlohmann::json;

inline void put(json& object, std::string_view key, const auto& value) { object[key] = value; }
inline void put(json& object, std::string_view key, Digest value) {
  object[key] = digest_text(value.sum);
}
inline void put(json& object, std::string_view key, const Observed& value) {
  object[key] = json::parse(exact_number(value.count));  // 16, not 16.0
}

template <typename T>
inline void put(json& object, std::string_view key, const std::optional<T>& value) {
  if (value) put(object, key, *value);
}

template <std::integral Integer>
inline void read(std::string_view key, const json& value, Integer& target) {
  const auto most = static_cast<std::uint64_t>(std::numeric_limits<Integer>::max());
  target = static_cast<Integer>(integer_of(key, value, 0, std::min(most, most_counted)));
}

inline void read(std::string_view key, const json& value, double& target) {
  target = number_of(key, value, longest_s);
}

inline void read(std::string_view, const json& value, Digest& target) {
  target.sum = read_digest(value.get<std::string>());
}

inline void read(std::string_view key, const json& value, Observed& target) {
  target.count = number_of(key, value, static_cast<double>(most_counted));
}

inline void read(std::string_view, const json& value, std::string& target) { value.get_to(target); }

inline void get(const json& object, std::string_view key, auto& target) {
  read(key, object.at(key), target);
}

template <typename T>
inline void get(const json& object, std::string_view key, std::optional<T>& target) {
  if (object.contains(key) && !object.at(key).is_null())
    read(key, object.at(key), target.emplace());
}

// Of a table's columns those that are members of the record.
template <typename Record>
struct JsonWriter {
  const Record& record;
  json object = json::object();

  void operator()(const Column& column, auto Record::*member) {
    put(object, column.name, record.*member);
  }
  template <typename Value, typename Other>
  void operator()(const Column&, Value Other::*) {}
};

template <typename Record>
struct JsonReader {
  const json& object;
  Record record = {};

  void operator()(const Column& column, auto Record::*member) {
    get(object, column.name, record.*member);
  }
  template <typename Value, typename Other>
  void operator()(const Column&, Value Other::*) {}
};

}  // namespace parbench::json_members
