#include "tables/value.hpp"

#include "tables/dynamic.hpp"

namespace kelpie::tables {

Value::Value(Type type) : type_(type) {
  if (type == Type::string) data_ = std::string();
}

Value Value::dynamic(std::string encoded) {
  if (DynamicView(encoded).is_null()) return Value(Type::dynamic);
  return {Type::dynamic, std::move(encoded)};
}

}  // namespace kelpie::tables
