#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace kelpie::plugin {

/// What a terminal can draw with: block elements of Unicode, or ASCII.
enum class Marks { ascii, blocks };
/// By LC_ALL, LC_CTYPE and LANG, the first that is set (POSIX: locale(7)): blocks where its character set is UTF-8.
[[nodiscard]] Marks marks_of_environment();

/// A bar `value / most` of `width` columns long, in eighths of a column with blocks. What is above 0 shows at least
/// something; what is no number, or not above 0, is "". Never longer than `width`.
[[nodiscard]] std::string bar(double value, double most, std::size_t width, Marks marks);

/// One column a value, as high as it is; 0 is a blank. More values than `width` are added up, neighbours with
/// neighbours, each column as many as the next give or take one. Never longer than `width`.
[[nodiscard]] std::string sparkline(std::span<const double> values, std::size_t width, Marks marks);

/// The text for a terminal without UTF-8: every other character than ASCII becomes "?", an ellipsis "~".
[[nodiscard]] std::string in_ascii(std::string_view text);

}  // namespace kelpie::plugin
