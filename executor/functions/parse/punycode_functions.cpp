#include "executor/functions/parse/parse_functions.hpp"
#include "executor/functions/parse/punycode.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

using Conversion = std::optional<std::string> (*)(std::string_view);

/// What cannot be converted is empty.
KernelFactory converted(Conversion convert) {
  return rows([convert](tables::TextArena& arena, std::string_view text) {
    return arena.put(convert(text).value_or(std::string()));
  });
}

void add_conversion(FunctionRegistry& registry, std::string name, std::string summary, std::string example,
                    Conversion convert) {
  registry.add(ScalarFunction{.name = std::move(name),
                              .category = "string",
                              .summary = std::move(summary),
                              .example = std::move(example),
                              .overloads = {{.signature = "(string:string) -> string", .kernel = converted(convert)}}});
}

}  // namespace

void add_punycode_functions(FunctionRegistry& registry) {
  add_conversion(registry, "punycode_from_string",
                 "Encodes a text in Punycode (RFC 3492), without the xn-- of domain names.",
                 "print punycode_from_string('forêt')", punycode_encode);
  add_conversion(registry, "punycode_to_string", "Decodes a text from Punycode (RFC 3492).",
                 "print punycode_to_string('fort-ova')", punycode_decode);
  add_conversion(registry, "punycode_domain_to_string",
                 "Encodes the labels of a domain name that are not ASCII in Punycode.",
                 "print punycode_domain_to_string('forêt.example')", punycode_encode_domain);
  add_conversion(registry, "punycode_domain_from_string",
                 "Decodes the labels of a domain name that begin with xn-- from Punycode.",
                 "print punycode_domain_from_string('xn--fort-ova.example')", punycode_decode_domain);
}

}  // namespace kelpie::executor
