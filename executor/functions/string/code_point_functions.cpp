#include "executor/functions/row_kernel.hpp"
#include "executor/functions/string/string_functions.hpp"
#include "executor/functions/text/code_points.hpp"
#include "executor/functions/text/text_arguments.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;
using tables::Vector;

void code_points_of(tables::DynamicBuilder& out, std::string_view text) {
  out.begin_array();
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint decoded = decode_at(text, at);
    out.long_(decoded.value);
    at += decoded.bytes;
  }
  out.end_array();
}

/// Numbers that are no code points are left out.
void append_number(std::int64_t number, std::string& out) {
  if (number < 0 || number > static_cast<std::int64_t>(last_code_point) || (number >= 0xD800 && number <= 0xDFFF))
    return;
  append(static_cast<char32_t>(number), out);
}

void append_value(const Value& value, std::string& out) {
  if (value.is_null()) return;
  if (value.type() != Type::dynamic) return append_number(value.as_integer(), out);
  const DynamicView view(value.as_text());
  if (view.kind() == DynamicKind::long_) return append_number(view.as_integer(), out);
  if (view.kind() != DynamicKind::array) return;
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (view.element(i).kind() == DynamicKind::long_) append_number(view.element(i).as_integer(), out);
  }
}

class TextOfCodePointsKernel final : public Kernel {
 public:
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    tables::FlatBuilder<std::string_view> builder(Type::string, rows);
    std::string text;
    for (std::size_t row = 0; row < rows; ++row) {
      text.clear();
      for (const Vector& argument : arguments) append_value(argument.value_at(row), text);
      builder.set(row, builder.arena().put(text));
    }
    return builder.finish();
  }
};

}  // namespace

void add_code_point_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "unicode_codepoints_from_string",
      .aliases = {"to_utf8"},
      .category = "string",
      .summary = "Lists the code points of a text as numbers.",
      .example = "print unicode_codepoints_from_string('kelp')",
      .overloads = {{.signature = "(value:scalar) -> dynamic", .kernel = with_text({0}, rows(code_points_of))}}});
  registry.add(ScalarFunction{
      .name = "unicode_codepoints_to_string",
      .aliases = {"make_string"},
      .category = "string",
      .summary = "Makes a text of code points, given as numbers or arrays of numbers.",
      .example = "print unicode_codepoints_to_string(107, dynamic([101, 108]), 112)",
      .overloads = {{.signature = "(value...:integer|dynamic) -> string",
                     .kernel = [](const CallSite&) { return std::make_shared<const TextOfCodePointsKernel>(); }}}});
}

}  // namespace kelpie::executor
