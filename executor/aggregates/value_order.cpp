#include "executor/aggregates/value_order.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicKind;
using tables::DynamicView;

int class_of(DynamicKind kind) {
  switch (kind) {
    case DynamicKind::null:
      return 0;
    case DynamicKind::boolean:
      return 1;
    case DynamicKind::long_:
    case DynamicKind::real:
    case DynamicKind::decimal:
    case DynamicKind::datetime:
    case DynamicKind::timespan:
      return 2;
    case DynamicKind::string:
      return 3;
    case DynamicKind::guid:
      return 4;
    case DynamicKind::array:
    case DynamicKind::bag:
      break;
  }
  return 5;
}

double number_of(DynamicView value) {
  switch (value.kind()) {
    case DynamicKind::real:
      return value.as_real();
    case DynamicKind::decimal:
      return tables::to_double(value.as_decimal());
    default:
      return static_cast<double>(value.as_integer());
  }
}

}  // namespace

bool dynamic_before(DynamicView left, DynamicView right) {
  const int left_class = class_of(left.kind());
  const int right_class = class_of(right.kind());
  if (left_class != right_class) return left_class < right_class;
  switch (left_class) {
    case 0:
      return false;
    case 1:
      return left.as_bool() < right.as_bool();
    case 2:
      if (left.kind() == DynamicKind::long_ && right.kind() == DynamicKind::long_)
        return left.as_integer() < right.as_integer();
      return real_before(number_of(left), number_of(right));
    case 3:
      return left.as_string() < right.as_string();
    case 4:
      return left.as_guid() < right.as_guid();
    default:
      return tables::to_json(left) < tables::to_json(right);
  }
}

}  // namespace kelpie::executor
