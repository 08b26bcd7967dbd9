#include "executor/functions/conversion/cast.hpp"

#include "executor/functions/conversion/convert.hpp"
#include "executor/functions/conversion/to_string.hpp"
#include "executor/functions/operators/map_kernel.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::Decimal;
using tables::DynamicView;
using tables::Guid;
using tables::TextArena;
using tables::Type;
using tables::Vector;

namespace {

using KernelPtr = std::shared_ptr<const Kernel>;

/// The same values under another type.
class RetypeKernel final : public Kernel {
 public:
  explicit RetypeKernel(Type type) : type_(type) {}
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t) const override {
    return arguments[0].type() == type_ ? arguments[0] : arguments[0].with_type(type_);
  }

 private:
  Type type_;
};

class NullKernel final : public Kernel {
 public:
  explicit NullKernel(Type type) : type_(type) {}
  [[nodiscard]] Vector evaluate(std::span<const Vector>, std::size_t rows) const override {
    return Vector::null(type_, rows);
  }

 private:
  Type type_;
};

/// Conversions that run over whole columns.
template <typename Target>
struct Whole {
  auto apply(std::int64_t value) const { return Target::from(value); }
  auto apply(std::uint8_t value) const { return Target::from(value != 0); }
};
struct NonZero {
  std::uint8_t apply(std::int64_t value) const { return value != 0; }
  std::uint8_t apply(double value) const { return value != 0; }
};
template <typename Target>
struct Truncate {
  std::int64_t apply(double value, std::uint8_t& valid) const {
    const auto whole = Target::from(value);
    valid = whole.has_value();
    return whole.value_or(0);
  }
};

template <typename Target, typename Source>
KernelPtr one_by_one(Type to) {
  return row_kernel_detail::make(to, [](Source value) { return Target::from(value); });
}

/// From the forms that every number-like target takes; nullptr for the others.
template <typename Target>
KernelPtr from_numbers_and_text(Type from, Type to) {
  switch (from) {
    case Type::int_:
    case Type::long_:
      if constexpr (!std::is_same_v<Target, ToBool>) return one_by_one<Target, std::int64_t>(to);
      break;
    case Type::real:
      return one_by_one<Target, double>(to);
    case Type::decimal:
      return one_by_one<Target, Decimal>(to);
    case Type::string:
      return one_by_one<Target, std::string_view>(to);
    case Type::dynamic:
      return one_by_one<Target, DynamicView>(to);
    default:
      break;
  }
  return nullptr;
}

CallSite site_of(Type to) { return CallSite{{}, {}, to}; }

KernelPtr to_bool(Type from) {
  if (tables::is_integer(from)) return make_map_kernel<std::int64_t, std::uint8_t>(site_of(Type::boolean), NonZero{});
  return from_numbers_and_text<ToBool>(from, Type::boolean);
}

template <typename Target>
KernelPtr to_integer(Type from, Type to) {
  switch (tables::physical_of(from)) {
    case tables::Physical::integer:
      if (to == Type::long_ || from == to) return std::make_shared<RetypeKernel>(to);
      return make_map_kernel<std::int64_t, std::int64_t>(site_of(to), Whole<Target>{});
    case tables::Physical::byte:
      return make_map_kernel<std::uint8_t, std::int64_t>(site_of(to), Whole<Target>{});
    case tables::Physical::real:
      return make_map_kernel<double, std::int64_t, true>(site_of(to), Truncate<Target>{});
    default:
      return from_numbers_and_text<Target>(from, to);
  }
}

KernelPtr to_real(Type from) {
  switch (tables::physical_of(from)) {
    case tables::Physical::integer:
      return make_map_kernel<std::int64_t, double>(site_of(Type::real), Whole<ToReal>{});
    case tables::Physical::byte:
      return make_map_kernel<std::uint8_t, double>(site_of(Type::real), Whole<ToReal>{});
    default:
      return from_numbers_and_text<ToReal>(from, Type::real);
  }
}

KernelPtr to_decimal(Type from) {
  if (from == Type::boolean) return one_by_one<ToDecimal, bool>(Type::decimal);
  if (tables::physical_of(from) == tables::Physical::integer) return one_by_one<ToDecimal, std::int64_t>(Type::decimal);
  return from_numbers_and_text<ToDecimal>(from, Type::decimal);
}

KernelPtr to_guid(Type from) {
  if (from == Type::string) return one_by_one<ToGuid, std::string_view>(Type::guid);
  if (from == Type::dynamic) return one_by_one<ToGuid, DynamicView>(Type::guid);
  return nullptr;
}

KernelPtr to_string(Type from) {
  using row_kernel_detail::make;
  switch (from) {
    case Type::boolean:
      return make(Type::string, [](bool value) -> std::string_view { return value ? "True" : "False"; });
    case Type::int_:
    case Type::long_:
      return make(Type::string, [](TextArena& arena, std::int64_t value) { return write_integer(arena, value); });
    case Type::real:
      return make(Type::string, [](TextArena& arena, double value) { return write_real(arena, value); });
    case Type::decimal:
      return make(Type::string,
                  [](TextArena& arena, const Decimal& value) { return arena.put(tables::to_text(value)); });
    case Type::datetime:
      return make(Type::string, [](TextArena& arena, std::int64_t ticks) { return write_datetime_text(arena, ticks); });
    case Type::timespan:
      return make(Type::string,
                  [](TextArena& arena, std::int64_t ticks) { return arena.put(tables::timespan_text(ticks)); });
    case Type::guid:
      return make(Type::string, [](TextArena& arena, const Guid& value) { return arena.put(tables::to_text(value)); });
    default:
      return make(Type::string, [](TextArena& arena, DynamicView value) -> std::string_view {
        return value.kind() == tables::DynamicKind::string ? value.as_string() : arena.put(tables::to_text(value));
      });
  }
}

KernelPtr to_dynamic(Type from) {
  using Builder = tables::DynamicBuilder;
  using row_kernel_detail::make;
  switch (from) {
    case Type::boolean:
      return make(Type::dynamic, [](Builder& out, bool value) { out.boolean(value); });
    case Type::int_:
    case Type::long_:
      return make(Type::dynamic, [](Builder& out, std::int64_t value) { out.long_(value); });
    case Type::real:
      return make(Type::dynamic, [](Builder& out, double value) { out.real(value); });
    case Type::decimal:
      return make(Type::dynamic, [](Builder& out, const Decimal& value) { out.decimal(value); });
    case Type::datetime:
      return make(Type::dynamic, [](Builder& out, std::int64_t ticks) { out.datetime(ticks); });
    case Type::timespan:
      return make(Type::dynamic, [](Builder& out, std::int64_t ticks) { out.timespan(ticks); });
    case Type::guid:
      return make(Type::dynamic, [](Builder& out, const Guid& value) { out.guid(value); });
    default:
      return make(Type::dynamic, [](Builder& out, std::string_view text) { out.string(text); });
  }
}

KernelPtr known_cast(Type from, Type to) {
  switch (to) {
    case Type::boolean:
      return to_bool(from);
    case Type::int_:
      return to_integer<ToInt>(from, to);
    case Type::long_:
      return to_integer<ToLong>(from, to);
    case Type::real:
      return to_real(from);
    case Type::decimal:
      return to_decimal(from);
    case Type::string:
      return to_string(from);
    case Type::datetime:
      return from_numbers_and_text<ToDatetime>(from, to);
    case Type::timespan:
      return from_numbers_and_text<ToTimespan>(from, to);
    case Type::guid:
      return to_guid(from);
    case Type::dynamic:
      return to_dynamic(from);
  }
  return nullptr;
}

}  // namespace

std::shared_ptr<const Kernel> make_cast_kernel(Type from, Type to) {
  if (from == to) return std::make_shared<RetypeKernel>(to);
  KernelPtr kernel = known_cast(from, to);
  return kernel ? kernel : std::make_shared<NullKernel>(to);
}

tables::Value cast_value(const tables::Value& value, Type to) {
  if (value.type() == to) return value;
  const Vector argument = Vector::constant(value, 1);
  return make_cast_kernel(value.type(), to)->evaluate(std::span(&argument, 1), 1).value_at(0);
}

}  // namespace kelpie::executor
