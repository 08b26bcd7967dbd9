#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "rules/alert.hpp"

namespace kelpie::rules {

/// What stands at the end of a text that was cut.
inline constexpr std::string_view cut_mark = " [cut]";

/// The text as UTF-8 of at most so many bytes, with cut_mark where something is missing. `most_bytes` must leave room
/// for the mark.
[[nodiscard]] std::string cut_marked(std::string_view text, std::size_t most_bytes);

/// What `write` makes of the alert or, when that is longer than `most_bytes`, of a smaller and smaller one: without
/// rows, then with fewer entities, details and shorter texts. A cut text ends in cut_mark; Alert::row_count stays.
/// Throws std::logic_error when `write` makes more than least_payload_bytes of the smallest.
[[nodiscard]] std::string fit(const Alert& alert, std::size_t most_bytes,
                              const std::function<std::string(const Alert&)>& write);

}  // namespace kelpie::rules
