#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace kelpie::executor {

/// Where indexof() and indexof_regex() look: a match must begin in [begin, end), in bytes.
struct SearchWindow {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::int64_t occurrence = 1;
};

/// The window of the optional arguments, which count code points: a start below zero counts from the end, a length of
/// -1 is no limit. Nothing when an argument makes no sense (a length below -1, an occurrence below 0).
[[nodiscard]] std::optional<SearchWindow> search_window(std::string_view text, std::optional<std::int64_t> start,
                                                        std::optional<std::int64_t> length,
                                                        std::optional<std::int64_t> occurrence);

}  // namespace kelpie::executor
