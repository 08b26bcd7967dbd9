#include "executor/functions/operators/dynamic_comparison.hpp"

#include "executor/functions/conversion/convert.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::Decimal;
using tables::DynamicKind;
using tables::DynamicView;
using tables::Guid;

namespace {

using Ordering = std::partial_ordering;

template <typename T>
std::optional<Ordering> compare_converted(const std::optional<T>& value, const T& with) {
  if (!value) return std::nullopt;
  if constexpr (std::is_same_v<T, Decimal>)
    return compare(*value, with);
  else
    return *value <=> with;
}

// One a type: nothing when the dynamic cannot be converted to it.
struct AsLong {
  using type = std::int64_t;
  static std::optional<Ordering> compare(DynamicView value, std::int64_t with) {
    if (value.kind() == DynamicKind::real) return value.as_real() <=> static_cast<double>(with);
    return compare_converted(ToLong::from(value), with);
  }
};
struct AsReal {
  using type = double;
  static std::optional<Ordering> compare(DynamicView value, double with) {
    return compare_converted(ToReal::from(value), with);
  }
};
struct AsDecimal {
  using type = Decimal;
  static std::optional<Ordering> compare(DynamicView value, const Decimal& with) {
    return compare_converted(ToDecimal::from(value), with);
  }
};
struct AsBool {
  using type = bool;
  static std::optional<Ordering> compare(DynamicView value, bool with) {
    return compare_converted(ToBool::from(value), with);
  }
};
struct AsDatetime {
  using type = std::int64_t;
  static std::optional<Ordering> compare(DynamicView value, std::int64_t with) {
    return compare_converted(ToDatetime::from(value), with);
  }
};
struct AsTimespan {
  using type = std::int64_t;
  static std::optional<Ordering> compare(DynamicView value, std::int64_t with) {
    return compare_converted(ToTimespan::from(value), with);
  }
};
struct AsGuid {
  using type = Guid;
  static std::optional<Ordering> compare(DynamicView value, const Guid& with) {
    return compare_converted(ToGuid::from(value), with);
  }
};

/// == and !=: what cannot be converted is null, and a null equals no value.
template <typename As>
std::optional<bool> equal(const std::optional<DynamicView>& value, const std::optional<typename As::type>& with,
                          bool negated) {
  if (!with) {
    // Null against null, or against what would convert: any value of the type tells which.
    const bool is_value = value && As::compare(*value, typename As::type{}).has_value();
    return is_value ? std::optional(negated) : std::nullopt;
  }
  const auto order = value ? As::compare(*value, *with) : std::nullopt;
  return (order && *order == Ordering::equivalent) != negated;
}

/// Text compares with the text form of the dynamic; a null is "" there.
bool equal_text(const std::optional<DynamicView>& value, std::string_view text, bool negated) {
  bool same = text.empty();
  if (value) same = value->kind() == DynamicKind::string ? value->as_string() == text : tables::to_text(*value) == text;
  return same != negated;
}

template <typename As>
void add_equality(std::vector<Overload>& overloads, const std::string& type, bool negated) {
  using T = typename As::type;
  overloads.push_back({.signature = "(left:dynamic, right:" + type + ") -> bool",
                       .kernel = rows([negated](std::optional<DynamicView> a, std::optional<T> b) {
                         return equal<As>(a, b, negated);
                       })});
  overloads.push_back({.signature = "(left:" + type + ", right:dynamic) -> bool",
                       .kernel = rows([negated](std::optional<T> a, std::optional<DynamicView> b) {
                         return equal<As>(b, a, negated);
                       })});
}

template <typename As>
void add_ordering(std::vector<Overload>& overloads, const std::string& type, std::string_view operation) {
  using T = typename As::type;
  const bool or_equal = operation.ends_with('=');
  const auto less = [or_equal](Ordering order) {
    return order == Ordering::less || (or_equal && order == Ordering::equivalent);
  };
  const auto greater = [or_equal](Ordering order) {
    return order == Ordering::greater || (or_equal && order == Ordering::equivalent);
  };
  const auto with = [&](auto forward, auto backward) {
    overloads.push_back({.signature = "(left:dynamic, right:" + type + ") -> bool",
                         .kernel = rows([forward](DynamicView a, T b) -> std::optional<bool> {
                           const auto order = As::compare(a, b);
                           return order ? std::optional(forward(*order)) : std::nullopt;
                         })});
    overloads.push_back({.signature = "(left:" + type + ", right:dynamic) -> bool",
                         .kernel = rows([backward](T a, DynamicView b) -> std::optional<bool> {
                           const auto order = As::compare(b, a);
                           return order ? std::optional(backward(*order)) : std::nullopt;
                         })});
  };
  if (operation.starts_with('<'))
    with(less, greater);
  else
    with(greater, less);
}

/// Comparing two dynamics needs a cast on one side; no result type tells the binder so.
Overload refused() {
  return {.signature = "(left:dynamic, right:dynamic) -> custom",
          .result = [](auto, auto) -> std::optional<tables::Type> { return std::nullopt; }};
}

bool is_equal(const std::optional<Ordering>& order) { return order && *order == Ordering::equivalent; }

}  // namespace

bool equals(DynamicView value, const tables::Value& with) {
  using tables::Type;
  if (with.is_null()) return false;
  switch (with.type()) {
    case Type::boolean:
      return is_equal(AsBool::compare(value, with.as_bool()));
    case Type::int_:
    case Type::long_:
      return is_equal(AsLong::compare(value, with.as_integer()));
    case Type::real:
      return is_equal(AsReal::compare(value, with.as_real()));
    case Type::decimal:
      return is_equal(AsDecimal::compare(value, with.as_decimal()));
    case Type::string:
      return equal_text(value, with.as_text(), false);
    case Type::datetime:
      return is_equal(AsDatetime::compare(value, with.as_integer()));
    case Type::timespan:
      return is_equal(AsTimespan::compare(value, with.as_integer()));
    case Type::guid:
      return is_equal(AsGuid::compare(value, with.as_guid()));
    case Type::dynamic:
      return tables::equal(value, DynamicView(with.as_text()));
  }
  return false;
}

std::vector<Overload> dynamic_comparisons(std::string_view operation) {
  std::vector<Overload> overloads;
  if (operation == "==" || operation == "!=") {
    const bool negated = operation == "!=";
    overloads.push_back({.signature = "(left:dynamic, right:string) -> bool",
                         .kernel = rows([negated](std::optional<DynamicView> a, std::string_view b) {
                           return equal_text(a, b, negated);
                         })});
    overloads.push_back({.signature = "(left:string, right:dynamic) -> bool",
                         .kernel = rows([negated](std::string_view a, std::optional<DynamicView> b) {
                           return equal_text(b, a, negated);
                         })});
    add_equality<AsBool>(overloads, "bool", negated);
    add_equality<AsLong>(overloads, "integer", negated);
    add_equality<AsReal>(overloads, "real", negated);
    add_equality<AsDecimal>(overloads, "decimal", negated);
    add_equality<AsDatetime>(overloads, "datetime", negated);
    add_equality<AsTimespan>(overloads, "timespan", negated);
    add_equality<AsGuid>(overloads, "guid", negated);
  } else {
    add_ordering<AsLong>(overloads, "integer", operation);
    add_ordering<AsReal>(overloads, "real", operation);
    add_ordering<AsDecimal>(overloads, "decimal", operation);
    add_ordering<AsDatetime>(overloads, "datetime", operation);
    add_ordering<AsTimespan>(overloads, "timespan", operation);
  }
  overloads.push_back(refused());
  return overloads;
}

}  // namespace kelpie::executor
