#include "plugin/server/api/graph/entity_writer.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

#include "plugin/output/json_writer.hpp"
#include "plugin/server/api/graph/row_source.hpp"
#include "plugin/server/api/graph/words.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::server::graph {

namespace {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;

void append_members(const Property& property, DynamicView bag, bool beta, std::string& out);

void append_text(const Property& property, std::string_view text, std::string& out) {
  if (property.kind == Kind::word)
    plugin::append_json_string(word_of(property.words, text), out);
  else
    plugin::append_json_string(text, out);
}

std::optional<std::int64_t> whole_of(DynamicView value) {
  if (value.kind() == DynamicKind::long_) return value.as_integer();
  if (value.kind() == DynamicKind::string) return tables::parse_long(value.as_string());
  return std::nullopt;
}

/// A JSON value that the raw event has, as the property's kind; what is of another kind comes as it is.
void append_value(const Property& property, DynamicView value, bool beta, std::string& out) {
  if (property.list) {
    out += '[';
    if (value.kind() == DynamicKind::array) {
      Property one = property;
      one.list = false;
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (i > 0) out += ',';
        append_value(one, value.element(i), beta, out);
      }
    }
    out += ']';
    return;
  }
  if (property.kind == Kind::object) return append_members(property, value, beta, out);
  if (value.is_null()) {
    out += "null";
    return;
  }
  const bool is_text = value.kind() == DynamicKind::string;
  switch (property.kind) {
    case Kind::word:
    case Kind::text:
    case Kind::key:
      return append_text(property, tables::to_text(value), out);
    case Kind::mask:
      if (const auto bits = whole_of(value))
        return plugin::append_json_string(words_of_mask(property.words, *bits), out);
      break;
    case Kind::whole:
      if (const auto number = whole_of(value)) {
        out += std::to_string(*number);
        return;
      }
      break;
    case Kind::flag:
      if (const auto truth = is_text ? tables::parse_bool(value.as_string()) : std::nullopt) {
        out += *truth ? "true" : "false";
        return;
      }
      break;
    case Kind::time:
      if (const auto ticks = is_text ? tables::parse_datetime(value.as_string()) : std::nullopt) {
        out += '"' + graph_time(*ticks) + '"';
        return;
      }
      break;
    default:
      break;
  }
  tables::append_json(value, out);
}

void append_members(const Property& property, DynamicView bag, bool beta, std::string& out) {
  if (bag.kind() != DynamicKind::bag && !property.always) {
    out += "null";
    return;
  }
  out += '{';
  bool first = true;
  for (const Property& member : property.members) {
    if (member.beta && !beta) continue;
    if (!first) out += ',';
    first = false;
    plugin::append_json_string(member.name, out);
    out += ':';
    DynamicView value;
    each_alternative(member.source.empty() ? member.name : member.source, [&](std::string_view name) {
      if (value.is_null()) value = bag.find(name);
    });
    append_value(member, value, beta, out);
  }
  out += '}';
}

void append_cell(const Property& property, const Value& value, bool beta, std::string& out) {
  if (value.type() == Type::dynamic)
    return append_value(property, value.is_null() ? DynamicView() : DynamicView(value.as_text()), beta, out);
  if (value.is_null()) {
    out += "null";
    return;
  }
  switch (value.type()) {
    case Type::string:
      if (value.as_text().empty())
        out += property.blank ? "\"\"" : "null";
      else
        append_text(property, value.as_text(), out);
      return;
    case Type::datetime:
      out += '"' + graph_time(value.as_integer()) + '"';
      return;
    case Type::boolean:
      out += value.as_bool() ? "true" : "false";
      return;
    case Type::real:
      out += tables::real_text(value.as_real());
      return;
    default:
      out += std::to_string(value.as_integer());
      return;
  }
}

}  // namespace

std::string graph_time(std::int64_t ticks) {
  std::string text = tables::datetime_text(ticks);
  text.pop_back();
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text + 'Z';
}

void append_entity(const std::vector<const Property*>& properties, bool beta, const executor::Batch& batch,
                   std::size_t first, std::size_t row, std::string& out) {
  out += '{';
  for (std::size_t i = 0; i < properties.size(); ++i) {
    if (i > 0) out += ',';
    plugin::append_json_string(properties[i]->name, out);
    out += ':';
    append_cell(*properties[i], batch.columns[first + i].value_at(row), beta, out);
  }
  out += '}';
}

}  // namespace kelpie::server::graph
