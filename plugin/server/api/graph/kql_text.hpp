#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kelpie::server::graph {

/// A KQL literal of a text: whatever the text holds, it cannot end the literal (KQL reference: "The string data type",
/// escapes).
[[nodiscard]] std::string quoted(std::string_view text);
/// datetime(...) of ticks.
[[nodiscard]] std::string datetime_literal(std::int64_t ticks);
/// long(...), also of negative numbers.
[[nodiscard]] std::string long_literal(std::int64_t number);
/// real(...), also of infinities.
[[nodiscard]] std::string real_literal(double number);

}  // namespace kelpie::server::graph
