#include "tables/store/encoding/constant.hpp"

#include "tables/store/encoding/dynamic_check.hpp"
#include "tables/store/encoding/fixed_value.hpp"
#include "tables/store/encoding/value_check.hpp"

namespace kelpie::tables::store {

namespace {

/// kind, 1 when there is a value, the value: fixed width or all bytes to the end.
class ConstantColumn final : public ColumnBase {
 public:
  explicit ConstantColumn(Source source) : ColumnBase(std::move(source)), value_(source_.type) {
    ByteCursor cursor(source_.bytes);
    const auto valid = cursor.take<std::uint8_t>("whether a constant has a value");
    if (valid > 1) throw_damaged("whether a constant has a value", valid, "0 or 1");
    if (valid == 1) value_ = take_value(cursor);
    cursor.expect_end("a constant");
    full_ = summary(block_rows);
    last_ = source_.rows == 0 ? summary(0) : summary(rows_of_block(source_.rows, blocks_of(source_.rows) - 1));
  }

  Form form() const override { return Form::constant; }
  std::string_view encoding_name() const override { return "constant"; }
  const BlockSummary& block(std::size_t number) const override {
    return number + 1 < blocks_of(source_.rows) ? full_ : last_;
  }
  Vector read(std::size_t offset, std::size_t count) const override {
    require_range(offset, count);
    return Vector::constant(value_, count);
  }
  void verify() const override {}

 private:
  template <typename T>
  T take_checked(ByteCursor& cursor) const {
    const T value = FixedValue<T>::load(cursor.take_bytes(FixedValue<T>::size, "a constant").data());
    require_values(source_.type, &value, 1);
    return value;
  }

  Value take_value(ByteCursor& cursor) const {
    constexpr std::string_view what = "a constant";
    switch (source_.type) {
      case Type::boolean:
        return Value::boolean(cursor.take<std::uint8_t>(what) != 0);
      case Type::int_:
        return Value::int_(cursor.take<std::int64_t>(what));
      case Type::long_:
        return Value::long_(cursor.take<std::int64_t>(what));
      case Type::datetime:
        return Value::datetime(take_checked<std::int64_t>(cursor));
      case Type::timespan:
        return Value::timespan(cursor.take<std::int64_t>(what));
      case Type::real:
        return Value::real(cursor.take<double>(what));
      case Type::decimal:
        return Value::decimal(take_checked<Decimal>(cursor));
      case Type::guid:
        return Value::guid(cursor.take<Guid>(what));
      case Type::string:
        return Value::string(std::string(cursor.take_bytes(cursor.rest().size(), what)));
      case Type::dynamic:
        break;
    }
    const std::string_view bytes = cursor.take_bytes(cursor.rest().size(), what);
    require_dynamic(bytes);
    return Value::dynamic(std::string(bytes));
  }

  BlockSummary summary(std::size_t rows) const {
    if (value_.is_null()) return empty_block(static_cast<std::uint32_t>(rows));
    if (physical_of(source_.type) == Physical::integer) return constant_block(value_.as_integer());
    return unknown_block(0);
  }

  Value value_;
  BlockSummary full_;
  BlockSummary last_;
};

}  // namespace

void append_constant_null(std::string& out, Type type) {
  append_value(out, EncodingKind::constant);
  append_value(out, static_cast<std::uint8_t>(type == Type::string ? 1 : 0));
}

void append_constant(std::string& out, const Vector& column, std::size_t row) {
  if (column.is_dictionary()) return append_constant(out, column.dictionary()->values(), column.code_at(row));
  if (column.is_null_at(row)) return append_constant_null(out, column.type());
  append_value(out, EncodingKind::constant);
  append_value(out, std::uint8_t{1});
  with_physical(physical_of(column.type()), [&]<typename T>(T*) {
    const T& value = column.values<T>()[column.is_constant() ? 0 : row];
    if constexpr (std::is_same_v<T, std::string_view>) {
      out.append(value);
    } else {
      FixedValue<T>::append(out, value);
    }
  });
}

std::unique_ptr<EncodedColumn> open_constant(Source source) {
  return std::make_unique<ConstantColumn>(std::move(source));
}

}  // namespace kelpie::tables::store
