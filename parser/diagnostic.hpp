#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parser/span.hpp"

namespace kelpie::parser {

enum class Severity { error, warning, note };

/// Something to tell the author of a text: what is wrong, where, and what to do.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;     // stable: Kusto's where it has one ("KS142"), else ours ("KP001")
  std::string message;  // one sentence: what was found, what was expected
  Span span;
  std::string hint;     // what to do; may be empty
};
using Diagnostics = std::vector<Diagnostic>;

/// 1-based line and column of an offset; the column counts code points.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};
[[nodiscard]] Position position_of(std::string_view text, std::uint32_t offset);

struct RenderOptions {
  std::string_view file = "query";  // what stands before line:column
  bool colour = false;
};

/// The diagnostic with its line of text and carets under the span:
///   query:2:9: error KS142: The name 'Usr' does not refer to any known column...
///     | where Usr == "x"
///             ^~~
///   hint: did you mean 'User'?
/// Control characters of the text are shown as a space, tabs too, so that carets stand right.
[[nodiscard]] std::string render(std::string_view text, const Diagnostic& diagnostic, const RenderOptions& options = {});

[[nodiscard]] bool has_errors(const Diagnostics& diagnostics);

}  // namespace kelpie::parser
