#include "executor/functions/dynamic/canonical.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace kelpie::executor {

using tables::DynamicKind;
using tables::DynamicView;

namespace {

std::vector<std::size_t> entries_by_key(DynamicView bag) {
  std::vector<std::size_t> order(bag.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t left, std::size_t right) { return bag.key(left) < bag.key(right); });
  return order;
}

void append_string_json(std::string_view text, std::string& out) {
  tables::DynamicBuilder builder;
  builder.string(text);
  tables::append_json(DynamicView(builder.finish()), out);
}

void append_canonical(DynamicView value, std::string& out, std::size_t depth) {
  const DynamicKind kind = value.kind();
  if (depth == tables::max_dynamic_depth || (kind != DynamicKind::array && kind != DynamicKind::bag)) {
    return tables::append_json(value, out);
  }
  if (kind == DynamicKind::array) {
    out += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0) out += ',';
      append_canonical(value.element(i), out, depth + 1);
    }
    out += ']';
    return;
  }
  out += '{';
  bool first = true;
  for (const std::size_t entry : entries_by_key(value)) {
    if (!first) out += ',';
    first = false;
    append_string_json(value.key(entry), out);
    out += ':';
    append_canonical(value.value(entry), out, depth + 1);
  }
  out += '}';
}

void append_integer(DynamicKind kind, std::int64_t value, std::string& out) {
  out += static_cast<char>(kind);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_text(std::string_view text, std::string& out) {
  append_integer(DynamicKind::string, static_cast<std::int64_t>(text.size()), out);
  out += text;
}

void append_real(double value, std::string& out) {
  if (std::trunc(value) == value && std::abs(value) < 9.0e18) {
    return append_integer(DynamicKind::long_, static_cast<std::int64_t>(value), out);
  }
  out += static_cast<char>(DynamicKind::real);
  if (std::isnan(value)) value = std::nan("");
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_identity(DynamicView value, std::string& out, std::size_t depth) {
  const DynamicKind kind = value.kind();
  if (depth > tables::max_dynamic_depth) return append_text(value.bytes(), out);
  switch (kind) {
    case DynamicKind::long_:
    case DynamicKind::datetime:
    case DynamicKind::timespan:
      return append_integer(kind, value.as_integer(), out);
    case DynamicKind::real:
      return append_real(value.as_real(), out);
    case DynamicKind::decimal:
      return append_real(tables::to_double(value.as_decimal()), out);
    case DynamicKind::string:
      return append_text(value.as_string(), out);
    case DynamicKind::array:
      append_integer(kind, static_cast<std::int64_t>(value.size()), out);
      for (std::size_t i = 0; i < value.size(); ++i) append_identity(value.element(i), out, depth + 1);
      return;
    case DynamicKind::bag:
      append_integer(kind, static_cast<std::int64_t>(value.size()), out);
      for (const std::size_t entry : entries_by_key(value)) {
        append_text(value.key(entry), out);
        append_identity(value.value(entry), out, depth + 1);
      }
      return;
    case DynamicKind::null:
    case DynamicKind::boolean:
    case DynamicKind::guid:
      break;
  }
  out += static_cast<char>(kind);
  if (kind == DynamicKind::boolean) out += value.as_bool() ? '\1' : '\0';
  if (kind == DynamicKind::guid) {
    const tables::Guid guid = value.as_guid();
    out.append(reinterpret_cast<const char*>(&guid), sizeof guid);
  }
}

}  // namespace

void append_canonical_json(DynamicView value, std::string& out) { append_canonical(value, out, 0); }
void append_identity(DynamicView value, std::string& out) { append_identity(value, out, 0); }

}  // namespace kelpie::executor
