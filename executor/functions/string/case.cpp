#include <algorithm>

#include "executor/functions/row_kernel.hpp"
#include "executor/functions/string/string_functions.hpp"
#include "executor/functions/text/code_points.hpp"
#include "executor/functions/text/text_arguments.hpp"

namespace kelpie::executor {

namespace {

/// `one` maps an ASCII byte, `any` a code point. A text that stays as it is is not copied.
template <char (*one)(char), char32_t (*any)(char32_t)>
std::string_view map_case(tables::TextArena& arena, std::string_view text) {
  if (is_ascii(text)) {
    if (std::all_of(text.begin(), text.end(), [](char byte) { return one(byte) == byte; })) return text;
    std::transform(text.begin(), text.end(), arena.reserve(text.size()), one);
    return arena.commit(text.size());
  }
  std::string mapped;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint decoded = decode_at(text, at);
    if (decoded.value == replacement_character)
      mapped.append(text.substr(at, decoded.bytes));
    else
      append(any(decoded.value), mapped);
    at += decoded.bytes;
  }
  return arena.put(mapped);
}

}  // namespace

void add_case_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "tolower",
                              .category = "string",
                              .summary = "Turns every letter into lower case, one character for one.",
                              .example = "print tolower('Kelp')",
                              .overloads = {{.signature = "(value:scalar) -> string",
                                             .kernel = with_text({0}, rows(map_case<ascii_lower, to_lower>))}}});
  registry.add(ScalarFunction{.name = "toupper",
                              .category = "string",
                              .summary = "Turns every letter into upper case, one character for one.",
                              .example = "print toupper('Kelp')",
                              .overloads = {{.signature = "(value:scalar) -> string",
                                             .kernel = with_text({0}, rows(map_case<ascii_upper, to_upper>))}}});
}

}  // namespace kelpie::executor
