#include "executor/functions/conversion/to_string.hpp"

#include <charconv>
#include <cmath>

#include "tables/text.hpp"

namespace kelpie::executor {

std::string_view write_integer(tables::TextArena& arena, std::int64_t value) {
  constexpr std::size_t longest = 20;
  char* out = arena.reserve(longest);
  return arena.commit(static_cast<std::size_t>(std::to_chars(out, out + longest, value).ptr - out));
}

std::string_view write_real(tables::TextArena& arena, double value) {
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  return arena.put(tables::real_text(value));
}

std::string_view write_datetime_text(tables::TextArena& arena, std::int64_t ticks) {
  constexpr std::size_t length = 28;
  char* out = arena.reserve(length);
  return arena.commit(static_cast<std::size_t>(tables::write_datetime(ticks, out) - out));
}

}  // namespace kelpie::executor
