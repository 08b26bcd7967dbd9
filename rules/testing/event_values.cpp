#include "rules/testing/event_values.hpp"

#include <fmt/format.h>

#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::testing {

namespace {

using tables::Type;
using tables::Value;

void write_dynamic(const PlacedValue& written, tables::DynamicBuilder& builder) {
  switch (written.kind) {
    case PlacedValue::Kind::null:
      return builder.null();
    case PlacedValue::Kind::list:
      builder.begin_array();
      for (const PlacedValue& element : written.elements) write_dynamic(element, builder);
      return builder.end_array();
    case PlacedValue::Kind::map:
      builder.begin_bag();
      for (const PlacedMember& member : written.members) {
        builder.key(member.key);
        write_dynamic(member.value, builder);
      }
      return builder.end_bag();
    case PlacedValue::Kind::text:
      break;
  }
  if (written.quoted) return builder.string(written.text);
  if (written.text == "true" || written.text == "false") return builder.boolean(written.text == "true");
  if (const auto number = tables::parse_long(written.text)) return builder.long_(*number);
  if (const auto number = tables::parse_real(written.text)) return builder.real(*number);
  builder.string(written.text);
}

std::string dynamic_of(const PlacedValue& written) {
  tables::DynamicBuilder builder;
  // JSON in quotes is what events carry in their texts.
  const bool json =
      written.is_text() && !written.text.empty() && (written.text.front() == '{' || written.text.front() == '[');
  if (!json || !tables::parse_json(written.text, builder)) write_dynamic(written, builder);
  return builder.finish();
}

}  // namespace

std::optional<std::int64_t> event_time(std::string_view text, std::int64_t clock) {
  if (text == "now") return clock;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    const auto length = tables::parse_timespan(text.substr(1));
    if (!length || *length < 0) return std::nullopt;
    const std::int64_t time = text.front() == '-' ? clock - *length : clock + *length;
    return time >= 0 && time <= tables::max_datetime ? std::optional(time) : std::nullopt;
  }
  return tables::parse_datetime(text);
}

std::optional<Value> event_value(const PlacedValue& written, const std::string& column, Type type, std::int64_t clock,
                                 TestReader& reader) {
  if (written.is_null()) return Value(type);
  if (type == Type::dynamic) return Value::dynamic(dynamic_of(written));
  if (!written.is_text()) {
    // Columns of text that hold JSON.
    if (type == Type::string) return Value::string(tables::to_json(tables::DynamicView(dynamic_of(written))));
    reader.error(written.span, "KT012",
                 fmt::format("{} is {}; a {} is expected.", column, name_of(written.kind), tables::name_of(type)));
    return std::nullopt;
  }
  if (type == Type::datetime) {
    if (const auto time = event_time(written.text, clock)) return Value::datetime(*time);
    reader.error(written.span, "KT012", fmt::format("{} is '{}', which is no time.", column, written.text),
                 "write 2026-03-01T12:00:00Z, or from the clock on: -10m, +1h");
    return std::nullopt;
  }
  if (type == Type::string) return Value::string(written.text);
  Value value = tables::value_from_text(type, written.text);
  if (!value.is_null() || written.text.empty()) return value;
  reader.error(written.span, "KT012",
               fmt::format("{} is '{}', which is no {}.", column, written.text, tables::name_of(type)));
  return std::nullopt;
}

std::optional<Type> shown_type(const PlacedValue& written) {
  if (written.is_null()) return std::nullopt;
  if (!written.is_text()) return Type::dynamic;
  const std::string& text = written.text;
  const bool relative = text.size() > 1 && (text[0] == '-' || text[0] == '+') &&
                        (tables::parse_timespan(text.substr(1)) || text.find("{{") == 1) && !tables::parse_real(text);
  const bool date = text.size() >= 10 && text[4] == '-' && tables::parse_datetime(text);
  if (relative || date) return Type::datetime;
  if (written.quoted) return Type::string;
  if (text == "true" || text == "false") return Type::boolean;
  if (tables::parse_long(text)) return Type::long_;
  if (tables::parse_real(text)) return Type::real;
  return Type::string;
}

}  // namespace kelpie::rules::testing
