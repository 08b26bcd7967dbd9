#include "executor/functions/parse/base64.hpp"
#include "executor/functions/parse/parse_functions.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/text/code_points.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Guid;

std::string_view encode_text(tables::TextArena& arena, std::string_view text) { return arena.put(base64_encode(text)); }

/// "" when what comes out is no UTF-8.
std::string_view decode_text(tables::TextArena& arena, std::string_view text) {
  const auto bytes = base64_decode(text);
  if (!bytes || !is_valid_utf8(*bytes)) return {};
  return arena.put(*bytes);
}

std::string_view encode_array(tables::TextArena& arena, DynamicView array) {
  if (array.kind() != DynamicKind::array) return {};
  std::string bytes;
  for (std::size_t i = 0; i < array.size(); ++i) {
    const DynamicView element = array.element(i);
    if (element.kind() != DynamicKind::long_ || element.as_integer() < 0 || element.as_integer() > 255) return {};
    bytes.push_back(static_cast<char>(element.as_integer()));
  }
  return arena.put(base64_encode(bytes));
}

bool decode_array(tables::DynamicBuilder& out, std::string_view text) {
  const auto bytes = base64_decode(text);
  if (!bytes) {
    out.null();
    return false;
  }
  out.begin_array();
  for (const char byte : *bytes) out.long_(static_cast<unsigned char>(byte));
  out.end_array();
  return true;
}

/// The bytes of a GUID as .NET orders them: its first three groups with the least significant byte first.
constexpr int guid_shifts[16] = {32, 40, 48, 56, 16, 24, 0, 8, 56, 48, 40, 32, 24, 16, 8, 0};

std::string_view encode_guid(tables::TextArena& arena, const Guid& guid) {
  std::string bytes;
  for (int i = 0; i < 16; ++i)
    bytes.push_back(static_cast<char>((i < 8 ? guid.high : guid.low) >> guid_shifts[i] & 0xFF));
  return arena.put(base64_encode(bytes));
}

std::optional<Guid> decode_guid(std::string_view text) {
  const auto bytes = base64_decode(text);
  if (!bytes || bytes->size() != 16) return std::nullopt;
  Guid guid;
  for (std::size_t i = 0; i < 16; ++i) {
    (i < 8 ? guid.high : guid.low) |= std::uint64_t{static_cast<unsigned char>((*bytes)[i])} << guid_shifts[i];
  }
  return guid;
}

}  // namespace

void add_base64_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "base64_encode_tostring",
                              .aliases = {"base64_encodestring"},
                              .category = "string",
                              .summary = "Encodes the UTF-8 bytes of a text in base64.",
                              .example = "print base64_encode_tostring('kelp')",
                              .overloads = {{.signature = "(string:string) -> string", .kernel = rows(encode_text)}}});
  registry.add(
      ScalarFunction{.name = "base64_decode_tostring",
                     .aliases = {"base64_decodestring"},
                     .category = "string",
                     .summary = "Decodes base64 into a text; what is no base64 or no UTF-8 gives an empty one.",
                     .example = "print base64_decode_tostring('a2VscA==')",
                     .overloads = {{.signature = "(base64_string:string) -> string", .kernel = rows(decode_text)}}});
  registry.add(ScalarFunction{.name = "base64_encode_fromarray",
                              .category = "string",
                              .summary = "Encodes an array of bytes in base64.",
                              .example = "print base64_encode_fromarray(dynamic([107, 101, 108, 112]))",
                              .overloads = {{.signature = "(bytes:dynamic) -> string", .kernel = rows(encode_array)}}});
  registry.add(
      ScalarFunction{.name = "base64_decode_toarray",
                     .category = "string",
                     .summary = "Decodes base64 into an array of bytes.",
                     .example = "print base64_decode_toarray('a2VscA==')",
                     .overloads = {{.signature = "(base64_string:string) -> dynamic", .kernel = rows(decode_array)}}});
  registry.add(ScalarFunction{.name = "base64_encode_fromguid",
                              .category = "string",
                              .summary = "Encodes the 16 bytes of a GUID in base64.",
                              .example = "print base64_encode_fromguid(guid(0a1b2c3d-0000-4000-8000-00000000002a))",
                              .overloads = {{.signature = "(guid:guid) -> string", .kernel = rows(encode_guid)}}});
  registry.add(
      ScalarFunction{.name = "base64_decode_toguid",
                     .category = "string",
                     .summary = "Decodes base64 of 16 bytes into a GUID.",
                     .example = "print base64_decode_toguid('PSwbCgAAAECAAAAAAAAAKg==')",
                     .overloads = {{.signature = "(base64_string:string) -> guid", .kernel = rows(decode_guid)}}});
}

}  // namespace kelpie::executor
