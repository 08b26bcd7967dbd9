#include "executor/functions/text/search_window.hpp"

#include <algorithm>

#include "executor/functions/text/code_points.hpp"

namespace kelpie::executor {

std::optional<SearchWindow> search_window(std::string_view text, std::optional<std::int64_t> start,
                                          std::optional<std::int64_t> length, std::optional<std::int64_t> occurrence) {
  SearchWindow window{.begin = 0, .end = text.size() + 1, .occurrence = occurrence.value_or(1)};
  if (length.value_or(-1) < -1 || window.occurrence < 0) return std::nullopt;
  if (start.value_or(0) == 0 && length.value_or(-1) == -1) return window;
  const auto size = static_cast<std::int64_t>(count_code_points(text));
  std::int64_t first = start.value_or(0);
  if (first < 0) first = std::max<std::int64_t>(first + size, 0);
  window.begin = first > size ? text.size() + 1 : byte_of_code_point(text, static_cast<std::size_t>(first));
  if (length.value_or(-1) != -1 && first <= size && *length <= size - first) {
    window.end = byte_of_code_point(text, static_cast<std::size_t>(first + *length));
  }
  return window;
}

}  // namespace kelpie::executor
