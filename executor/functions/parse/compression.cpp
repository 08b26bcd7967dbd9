#include "executor/functions/parse/base64.hpp"
#include "executor/functions/parse/deflate.hpp"
#include "executor/functions/parse/parse_functions.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/text/code_points.hpp"

namespace kelpie::executor {

namespace {

KernelFactory compressing(std::string (*compress)(std::string_view)) {
  return rows(
      [compress](tables::TextArena& arena, std::string_view text) { return arena.put(base64_encode(compress(text))); });
}

/// What cannot be decompressed, and what is no UTF-8 then, is empty.
KernelFactory decompressing(std::optional<std::string> (*decompress)(std::string_view)) {
  return rows([decompress](tables::TextArena& arena, std::string_view text) -> std::string_view {
    const auto bytes = base64_decode(text);
    const auto decompressed = bytes ? decompress(*bytes) : std::nullopt;
    if (!decompressed || !is_valid_utf8(*decompressed)) return {};
    return arena.put(*decompressed);
  });
}

void add_conversion(FunctionRegistry& registry, std::string name, std::string summary, std::string example,
                    KernelFactory kernel) {
  registry.add(ScalarFunction{.name = std::move(name),
                              .category = "string",
                              .summary = std::move(summary),
                              .example = std::move(example),
                              .overloads = {{.signature = "(string:string) -> string", .kernel = std::move(kernel)}}});
}

}  // namespace

void add_compression_functions(FunctionRegistry& registry) {
  add_conversion(registry, "gzip_compress_to_base64_string",
                 "Wraps a text in the gzip format and encodes it in base64.",
                 "print gzip_compress_to_base64_string('kelp')", compressing(gzip_compress));
  add_conversion(registry, "gzip_decompress_from_base64_string", "Decompresses base64 of the gzip format into a text.",
                 "print gzip_decompress_from_base64_string(gzip_compress_to_base64_string('kelp'))",
                 decompressing(gzip_decompress));
  add_conversion(registry, "zlib_compress_to_base64_string",
                 "Wraps a text in the zlib format and encodes it in base64.",
                 "print zlib_compress_to_base64_string('kelp')", compressing(zlib_compress));
  add_conversion(registry, "zlib_decompress_from_base64_string", "Decompresses base64 of the zlib format into a text.",
                 "print zlib_decompress_from_base64_string('eJzLTs0pAAAEJwGt')", decompressing(zlib_decompress));
}

}  // namespace kelpie::executor
