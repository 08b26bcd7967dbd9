#include "plugin/server/api/graph/skip_token.hpp"

#include <algorithm>

#include "executor/functions/parse/base64.hpp"
#include "plugin/server/api/graph/problem.hpp"
#include "rules/text_hash.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::server::graph {

namespace {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;

constexpr std::string_view form = "1";
constexpr std::size_t checksum_size = 16;
constexpr std::size_t most_token = 16 * 1024;
constexpr std::int64_t most_equal = 1'000'000;

[[noreturn]] void refuse_token() {
  refuse(
      "The $skiptoken is not one of this list: follow @odata.nextLink as it is, with the same path, $filter and "
      "$orderby, or begin again without it.");
}

std::string checksum(std::string_view json, std::string_view identity) {
  return rules::text_hash(std::string(form) + "\n" + std::string(identity) + "\n" + std::string(json))
      .substr(0, checksum_size);
}

/// RFC 4648, section 5.
std::string url_safe(std::string text) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

std::optional<std::string> from_url_safe(std::string_view token) {
  std::string text(token);
  if (text.find_first_of("+/=") != std::string::npos) return std::nullopt;
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  return executor::base64_decode(text);
}

void write_key(tables::DynamicBuilder& builder, const Value& value) {
  if (value.is_null()) return builder.null();
  switch (value.type()) {
    case Type::boolean:
      return builder.boolean(value.as_bool());
    case Type::real:
      return builder.string(tables::real_text(value.as_real()));
    case Type::string:
      return builder.string(value.as_text());
    default:
      return builder.long_(value.as_integer());
  }
}

Value read_key(DynamicView view, Type type) {
  if (view.is_null()) return Value(type);
  switch (type) {
    case Type::boolean:
      if (view.kind() == DynamicKind::boolean) return Value::boolean(view.as_bool());
      break;
    case Type::real:
      if (view.kind() == DynamicKind::string) {
        if (const auto real = tables::parse_real(view.as_string())) return Value::real(*real);
      }
      break;
    case Type::string:
      if (view.kind() == DynamicKind::string) return Value::string(std::string(view.as_string()));
      break;
    case Type::datetime:
      if (view.kind() == DynamicKind::long_ && view.as_integer() >= 0 && view.as_integer() <= tables::max_datetime)
        return Value::datetime(view.as_integer());
      break;
    default:
      if (view.kind() == DynamicKind::long_) return Value::long_(view.as_integer());
      break;
  }
  refuse_token();
}

std::int64_t whole(DynamicView view, std::int64_t most) {
  if (view.kind() != DynamicKind::long_ || view.as_integer() < 0 || view.as_integer() > most) refuse_token();
  return view.as_integer();
}

}  // namespace

std::string write_skip_token(const PagePosition& position, std::string_view identity) {
  tables::DynamicBuilder builder;
  builder.begin_array();
  builder.long_(position.ceiling);
  builder.long_(position.now);
  if (position.count)
    builder.long_(*position.count);
  else
    builder.null();
  builder.long_(static_cast<std::int64_t>(position.equal));
  for (const Value& value : position.last) write_key(builder, value);
  builder.end_array();
  const std::string json = tables::to_json(DynamicView(builder.finish()));
  return url_safe(executor::base64_encode(std::string(form) + checksum(json, identity) + json));
}

PagePosition read_skip_token(std::string_view token, std::string_view identity, const std::vector<Type>& types) {
  if (token.size() > most_token) refuse_token();
  const auto text = from_url_safe(token);
  if (!text || !std::string_view(*text).starts_with(form) || text->size() < form.size() + checksum_size) refuse_token();
  const std::string_view json = std::string_view(*text).substr(form.size() + checksum_size);
  if (std::string_view(*text).substr(form.size(), checksum_size) != checksum(json, identity)) refuse_token();
  const auto bytes = tables::parse_json(json);
  if (!bytes) refuse_token();
  const DynamicView list(*bytes);
  if (list.kind() != DynamicKind::array || list.size() != 4 + types.size()) refuse_token();
  PagePosition position;
  position.ceiling = whole(list.element(0), tables::max_datetime);
  position.now = whole(list.element(1), tables::max_datetime);
  if (!list.element(2).is_null()) position.count = whole(list.element(2), INT64_MAX);
  position.equal = static_cast<std::size_t>(whole(list.element(3), most_equal));
  for (std::size_t i = 0; i < types.size(); ++i) position.last.push_back(read_key(list.element(4 + i), types[i]));
  return position;
}

}  // namespace kelpie::server::graph
