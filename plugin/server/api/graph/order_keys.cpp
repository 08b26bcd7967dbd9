#include "plugin/server/api/graph/order_keys.hpp"

#include "plugin/server/api/graph/kql_text.hpp"
#include "plugin/server/api/graph/problem.hpp"

namespace kelpie::server::graph {

namespace {

using tables::Type;
using tables::Value;

Path path_of(std::string_view text) {
  Path path;
  for (;;) {
    const auto slash = text.find('/');
    path.names.push_back({std::string(text.substr(0, slash)), 0});
    if (slash == std::string_view::npos) return path;
    text.remove_prefix(slash + 1);
  }
}

std::string literal_of(const Value& value) {
  switch (value.type()) {
    case Type::datetime:
      return datetime_literal(value.as_integer());
    case Type::real:
      return real_literal(value.as_real());
    case Type::boolean:
      return value.as_bool() ? "1" : "0";
    case Type::string:
      return quoted(value.as_text());
    default:
      return long_literal(value.as_integer());
  }
}

/// Text has no order by signs in KQL, nor has bool.
std::string ordered(const std::string& value, Type type) {
  return type == Type::boolean ? "toint(" + value + ")" : value;
}

std::string equal(const OrderKey& key, const std::string& value, const Value& last) {
  if (last.is_null()) return "isnull(" + value + ")";
  return ordered(value, key.type()) + " == " + literal_of(last);
}

/// Behind `last` on this key alone; empty: nothing is.
std::string behind(const OrderKey& key, const std::string& value, const Value& last) {
  if (last.is_null()) return key.descending ? std::string() : "isnotnull(" + value + ")";
  const std::string_view sign = key.descending ? " < " : " > ";
  if (key.type() == Type::string) return "strcmp(" + value + ", " + literal_of(last) + ")" + std::string(sign) + "0";
  const std::string compared = ordered(value, key.type()) + std::string(sign) + literal_of(last);
  return key.descending ? "(isnull(" + value + ") or " + compared + ")" : compared;
}

}  // namespace

Type OrderKey::type() const {
  if (path.empty()) return Type::string;
  switch (path.back()->kind) {
    case Kind::whole:
      return Type::long_;
    case Kind::real:
      return Type::real;
    case Kind::flag:
      return Type::boolean;
    case Kind::time:
      return Type::datetime;
    default:
      return Type::string;
  }
}

std::vector<OrderKey> order_keys(const Names& names, const std::vector<OrderBy>& order) {
  std::vector<OrderKey> keys;
  const auto add = [&](OrderKey key) {
    for (const OrderKey& other : keys) {
      if (!key.path.empty() && other.path == key.path) return;
    }
    keys.push_back(std::move(key));
  };
  for (const OrderBy& by : order) {
    OrderKey key{find_path(names, by.path, "orderby", ""), {}, by.descending};
    const Property& last = *key.path.back();
    if (last.list || last.kind == Kind::object || last.kind == Kind::open || last.kind == Kind::mask)
      refuse("Invalid orderby clause: '" + by.path.text() +
             "' has no order: order by a text, number, date or boolean.");
    add(std::move(key));
  }
  for (const Order& own : names.resource.order) {
    if (own.property.empty())
      add({{}, own.kql, own.descending});
    else
      add({find_path({names.resource, true}, path_of(own.property), "orderby", ""), {}, own.descending});
  }
  return keys;
}

std::string from_place_on(const std::vector<OrderKey>& keys, const std::vector<std::string>& values,
                          const std::vector<Value>& last) {
  std::string condition;
  for (std::size_t i = keys.size(); i-- > 0;) {
    std::string here = equal(keys[i], values[i], last[i]);
    if (!condition.empty()) here = "(" + here + " and " + condition + ")";
    const std::string later = behind(keys[i], values[i], last[i]);
    condition = later.empty() ? here : "(" + later + " or " + here + ")";
  }
  return condition;
}

}  // namespace kelpie::server::graph
