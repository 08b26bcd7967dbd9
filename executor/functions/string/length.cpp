#include "executor/functions/row_kernel.hpp"
#include "executor/functions/string/string_functions.hpp"
#include "executor/functions/text/code_points.hpp"
#include "executor/functions/text/text_arguments.hpp"

namespace kelpie::executor {

namespace {

std::int64_t sign(int difference) { return difference < 0 ? -1 : difference > 0 ? 1 : 0; }

}  // namespace

void add_length_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "strlen",
                              .category = "string",
                              .summary = "Counts the code points of a text.",
                              .example = "print strlen('kelp')",
                              .naming = ResultNaming::prefix_and_first_argument,
                              .overloads = {{.signature = "(source:string) -> long",
                                             .kernel = rows([](std::string_view text) {
                                               return static_cast<std::int64_t>(count_code_points(text));
                                             })}}});
  registry.add(ScalarFunction{
      .name = "string_size",
      .category = "string",
      .summary = "Counts the bytes that a text takes in UTF-8.",
      .example = "print string_size('Çay')",
      .naming = ResultNaming::prefix_and_first_argument,
      .overloads = {{.signature = "(source:string) -> long",
                     .kernel = rows([](std::string_view text) { return static_cast<std::int64_t>(text.size()); })}}});
  registry.add(ScalarFunction{
      .name = "isascii",
      .category = "string",
      .summary = "Tells whether a text is of ASCII characters alone.",
      .example = "print isascii('kelp'), isascii('Çay')",
      .overloads = {{.signature = "(value:scalar) -> bool",
                     .kernel = with_text({0}, rows([](std::string_view text) { return is_ascii(text); }))}}});
  registry.add(ScalarFunction{
      .name = "isutf8",
      .category = "string",
      .summary = "Tells whether the bytes of a text are valid UTF-8.",
      .example = "print isutf8('Çay')",
      .overloads = {{.signature = "(value:scalar) -> bool",
                     .kernel = with_text({0}, rows([](std::string_view text) { return is_valid_utf8(text); }))}}});
  registry.add(
      ScalarFunction{.name = "strcmp",
                     .category = "string",
                     .summary = "Compares two texts code point by code point: -1, 0 or 1 as the first sorts before, "
                                "with or after the second.",
                     .example = "print strcmp('kelp', 'seal')",
                     .overloads = {{.signature = "(string1:scalar, string2:scalar) -> long",
                                    .kernel = with_text({0, 1}, rows([](std::string_view left, std::string_view right) {
                                                          return sign(left.compare(right));
                                                        }))}}});
}

}  // namespace kelpie::executor
