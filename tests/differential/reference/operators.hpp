#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "tables/value.hpp"

namespace kelpie::differential {

/// The central operators and functions, written from what the reference says of them and not from the engine:
/// comparison, arithmetic, logic, `in`, `between`, bin, coalesce, iff, case and the tests of nulls. Nothing where a
/// call is none of these: its kernel is asked then.
[[nodiscard]] std::optional<tables::Value> central_operator(std::string_view name,
                                                            std::span<const tables::Value> arguments,
                                                            tables::Type result);

/// has, contains, startswith ... =~, in~, has_any and has_all of texts, in the same way.
[[nodiscard]] std::optional<tables::Value> text_operator(std::string_view name,
                                                         std::span<const tables::Value> arguments);

}  // namespace kelpie::differential
