// Compares two texts piece by piece; never converts digits to a number, which might not fit.
#include "bench/summary/natural_order.hpp"

#include <algorithm>

namespace parbench {
namespace {

constexpr std::string_view digits = "0123456789";

// Takes the piece of digits, or of anything else, that the text starts with.
std::string_view take(std::string_view& text, bool number) {
  const std::size_t end = number ? text.find_first_not_of(digits) : text.find_first_of(digits);
  const std::string_view piece = text.substr(0, end);
  text.remove_prefix(piece.size());
  return piece;
}

std::string_view without_zeros(std::string_view number) {
  return number.substr(std::min(number.find_first_not_of('0'), number.size()));
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  const std::string_view whole_a = a, whole_b = b;
  for (bool number = false; !a.empty() && !b.empty(); number = !number) {
    const std::string_view piece_a = take(a, number), piece_b = take(b, number);
    if (number) {
      const std::string_view value_a = without_zeros(piece_a), value_b = without_zeros(piece_b);
      if (value_a.size() != value_b.size()) return value_a.size() < value_b.size();
      if (value_a != value_b) return value_a < value_b;
    } else if (piece_a != piece_b) {
      return piece_a < piece_b;
    }
  }
  if (a.empty() != b.empty()) return a.empty();
  return whole_a < whole_b;  // "01" and "1" are not the same
}

}  // namespace parbench
