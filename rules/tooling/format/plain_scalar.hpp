#pragma once

#include <cstddef>
#include <string_view>

namespace kelpie::rules::tooling {

/// Whether the text means the same with and without quotes, for every reader of YAML 1.1 and 1.2: it could be no
/// number, date, truth value or null, and nothing in it belongs to YAML. Says no where in doubt.
[[nodiscard]] bool is_plain_without_quotes(std::string_view text);

/// Offset just behind the quoted scalar that begins at `at`; the end of the text where its quote does not close.
[[nodiscard]] std::size_t end_of_quoted(std::string_view text, std::size_t at);

/// Offset just behind the bracket that closes the one at `at`, past quotes and comments; the end of the text where it
/// does not close.
[[nodiscard]] std::size_t end_of_flow(std::string_view text, std::size_t at);

/// Offset of a node behind its anchor and tag.
[[nodiscard]] std::size_t skip_properties(std::string_view text, std::size_t at);

}  // namespace kelpie::rules::tooling
