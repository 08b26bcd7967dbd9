#include "executor/functions/signature.hpp"

#include <cstdio>
#include <cstdlib>

namespace kelpie::executor {

namespace {

using tables::Type;

[[noreturn]] void malformed(std::string_view text, std::string_view part) {
  std::fprintf(stderr, "kelpie: bug: malformed signature %.*s near '%.*s'\n", static_cast<int>(text.size()), text.data(),
               static_cast<int>(part.size()), part.data());
  std::abort();
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

void add_types(std::string_view word, Parameter& parameter, std::string_view text) {
  constexpr TypeSet integer = TypeSet(Type::int_) | Type::long_;
  constexpr TypeSet number = integer | Type::real | Type::decimal;
  constexpr TypeSet orderable =
      number | Type::boolean | Type::string | Type::datetime | Type::timespan | Type::guid;
  if (word == "scalar") parameter.types = TypeSet::all();
  else if (word == "number") parameter.types = parameter.types | number;
  else if (word == "integer") parameter.types = parameter.types | integer;
  else if (word == "summable") parameter.types = parameter.types | number | Type::timespan | Type::datetime;
  else if (word == "orderable") parameter.types = parameter.types | orderable;
  else if (word == "common") parameter.types = TypeSet::all(), parameter.common = true;
  else if (word == "type") parameter.type_literal = true;
  else if (const auto type = tables::type_from_name(word)) parameter.types = parameter.types | *type;
  else malformed(text, word);
}

Parameter parse_parameter(std::string_view part, std::string_view text) {
  Parameter parameter;
  part = trim(part);
  if (part.starts_with("const ")) {
    parameter.constant = true;
    part = trim(part.substr(6));
  }
  const std::size_t colon = part.find(':');
  if (colon == std::string_view::npos) malformed(text, part);
  std::string_view name = trim(part.substr(0, colon));
  parameter.repeated = take_suffix(name, "...");
  parameter.optional = take_suffix(name, "?");
  if (name.empty()) malformed(text, part);
  parameter.name = name;
  std::string_view types = trim(part.substr(colon + 1));
  while (!types.empty()) {
    const std::size_t bar = types.find('|');
    add_types(trim(types.substr(0, bar)), parameter, text);
    types = bar == std::string_view::npos ? std::string_view{} : types.substr(bar + 1);
  }
  return parameter;
}

}  // namespace

Signature parse_signature(std::string_view text) {
  Signature signature;
  const std::size_t close = text.rfind(')');
  const std::size_t arrow = text.find("->", close == std::string_view::npos ? 0 : close);
  if (!text.starts_with('(') || close == std::string_view::npos || arrow == std::string_view::npos) malformed(text, text);
  std::string_view list = trim(text.substr(1, close - 1));
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    signature.parameters.push_back(parse_parameter(list.substr(0, comma), text));
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
  const std::string_view result = trim(text.substr(arrow + 2));
  if (result == "first") signature.result_kind = Overload::ResultKind::first;
  else if (result == "common") signature.result_kind = Overload::ResultKind::common;
  else if (result == "custom") signature.result_kind = Overload::ResultKind::custom;
  else if (const auto type = tables::type_from_name(result)) signature.result_type = *type;
  else malformed(text, result);
  return signature;
}

}  // namespace kelpie::executor
