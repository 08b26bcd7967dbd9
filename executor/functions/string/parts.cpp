#include <algorithm>

#include "executor/functions/row_kernel.hpp"
#include "executor/functions/string/string_functions.hpp"
#include "executor/functions/text/code_points.hpp"
#include "executor/functions/text/find.hpp"
#include "executor/functions/text/text_arguments.hpp"

namespace kelpie::executor {

namespace {

/// A start below zero counts from the end; one outside the text gives "".
std::string_view substring(std::string_view text, std::int64_t start, std::optional<std::int64_t> length) {
  if (length && *length <= 0) return {};
  const bool ascii = is_ascii(text);
  const auto size = static_cast<std::int64_t>(ascii ? text.size() : count_code_points(text));
  if (start < 0) start += size;
  if (start < 0 || start >= size) return {};
  const std::int64_t count = std::min(length.value_or(size), size - start);
  if (ascii) return text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(count));
  const std::string_view tail = text.substr(byte_of_code_point(text, static_cast<std::size_t>(start)));
  return tail.substr(0, byte_of_code_point(tail, static_cast<std::size_t>(count)));
}

/// Calls part(text) for the pieces between the delimiters until it returns false. An empty delimiter splits nothing.
template <typename F>
void for_each_part(std::string_view text, std::string_view delimiter, F&& part) {
  for (;;) {
    const std::size_t at = delimiter.empty() ? std::string_view::npos : find_text(text, delimiter);
    if (!part(text.substr(0, at)) || at == std::string_view::npos) return;
    text.remove_prefix(at + delimiter.size());
  }
}

bool split(tables::DynamicBuilder& out, std::string_view text, std::string_view delimiter,
           std::optional<std::int64_t> index) {
  if (!index) {
    out.begin_array();
    for_each_part(text, delimiter, [&](std::string_view part) {
      out.string(part);
      return true;
    });
    out.end_array();
    return true;
  }
  std::int64_t left = *index;
  bool found = false;
  if (left >= 0) {
    for_each_part(text, delimiter, [&](std::string_view part) {
      if (left-- > 0) return true;
      out.begin_array();
      out.string(part);
      out.end_array();
      found = true;
      return false;
    });
  }
  if (!found) out.null();
  return found;
}

std::string_view reverse(tables::TextArena& arena, std::string_view text) {
  char* out = arena.reserve(text.size());
  if (is_ascii(text)) {
    std::reverse_copy(text.begin(), text.end(), out);
  } else {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t bytes = decode_at(text, at).bytes;
      std::copy_n(text.begin() + static_cast<std::ptrdiff_t>(at), bytes, out + (text.size() - at - bytes));
      at += bytes;
    }
  }
  return arena.commit(text.size());
}

}  // namespace

void add_part_functions(FunctionRegistry& registry) {
  registry.add(
      ScalarFunction{.name = "substring",
                     .category = "string",
                     .summary = "Takes the part of a text that begins at a code point, up to a length or the end.",
                     .example = "print substring('kelp forest', 5, 3), substring('kelp forest', -6)",
                     .overloads = {{.signature = "(source:scalar, start:integer, length?:integer) -> string",
                                    .kernel = with_text({0}, rows(substring))}}});
  registry.add(ScalarFunction{
      .name = "split",
      .category = "string",
      .summary = "Cuts a text at every delimiter into an array, or into an array of the one part at an index.",
      .example = "print split('kelp,,seal', ','), split('kelp,,seal', ',', 2)",
      .naming = ResultNaming::first_argument,
      .overloads = {{.signature = "(source:scalar, delimiter:string, requestedIndex?:integer) -> dynamic",
                     .kernel = with_text({0}, rows(split))}}});
  registry.add(ScalarFunction{
      .name = "reverse",
      .category = "string",
      .summary = "Turns the order of the characters of a text around.",
      .example = "print reverse('kelp')",
      .overloads = {{.signature = "(value:scalar) -> string", .kernel = with_text({0}, rows(reverse))}}});
}

}  // namespace kelpie::executor
