#include "tables/store/encoding/numbers.hpp"

#include "tables/store/encoding/compressed_bytes.hpp"
#include "tables/store/encoding/fixed_value.hpp"
#include "tables/store/encoding/validity.hpp"
#include "tables/store/encoding/value_check.hpp"

namespace kelpie::tables::store {

namespace {

template <typename T>
struct Cells {
  std::unique_ptr<T[]> values;
  std::unique_ptr<std::uint8_t[]> validity;
};

void append_beginning(std::string& out, EncodingKind kind, const Vector& column) {
  append_value(out, kind);
  append_summaries(out, unknown_blocks(count_nulls(column.validity(), column.size()), column.size()));
  append_validity(out, column.validity(), column.size());
}

/// Block summaries, nulls, a bit a row.
class BitColumn final : public ColumnBase {
 public:
  explicit BitColumn(Source source) : ColumnBase(std::move(source)) {
    if (source_.type != Type::boolean)
      throw_damaged("type of a column of bits", static_cast<std::uint64_t>(source_.type), "bool");
    ByteCursor cursor(source_.bytes);
    blocks_ = take_summaries(cursor, source_.rows);
    validity_ = Validity(cursor, source_.rows, blocks_);
    bits_ = cursor.take_bytes((source_.rows + 7) / 8, "bits").data();
    cursor.expect_end("bits");
  }

  std::string_view encoding_name() const override { return "bits"; }

  Vector read(std::size_t offset, std::size_t count) const override {
    require_range(offset, count);
    auto cells = std::make_shared<Cells<std::uint8_t>>();
    cells->values = std::make_unique_for_overwrite<std::uint8_t[]>(count);
    cells->validity = validity_.read(offset, count);
    expand_bits(bits_, offset, count, cells->values.get());
    const std::uint8_t* values = cells->values.get();
    const std::uint8_t* validity = cells->validity.get();
    return Vector::flat(source_.type, count, values, validity, std::move(cells));
  }

 private:
  Validity validity_;
  const char* bits_ = nullptr;
};

/// Block summaries, nulls, for each block its values.
template <typename T>
class NumberColumn final : public ColumnBase {
 public:
  explicit NumberColumn(Source source) : ColumnBase(std::move(source)) {
    ByteCursor cursor(source_.bytes);
    blocks_ = take_summaries(cursor, source_.rows);
    validity_ = Validity(cursor, source_.rows, blocks_);
    values_.reserve(blocks_.size());
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      values_.emplace_back(cursor, what);
      const std::size_t expected = rows_of_block(source_.rows, i) * FixedValue<T>::size;
      if (values_.back().size() != expected) throw_damaged(what, values_.back().size(), "a value's width for each row");
    }
    cursor.expect_end(what);
  }

  std::string_view encoding_name() const override { return "plain"; }

  Vector read(std::size_t offset, std::size_t count) const override {
    require_range(offset, count);
    auto cells = std::make_shared<Cells<T>>();
    cells->values = std::make_unique_for_overwrite<T[]>(count);
    cells->validity = validity_.read(offset, count);
    for (std::size_t done = 0; done < count;) {
      const std::size_t within = (offset + done) % block_rows;
      const std::size_t taken = std::min(block_rows - within, count - done);
      const CompressedBytes::Content content = values_[(offset + done) / block_rows].decompressed(what);
      load_values(content.bytes.data() + within * FixedValue<T>::size, taken, cells->values.get() + done);
      done += taken;
    }
    const T* values = cells->values.get();
    const std::uint8_t* validity = cells->validity.get();
    require_values(source_.type, values, count);
    return Vector::flat(source_.type, count, values, validity, std::move(cells));
  }

 private:
  static constexpr std::string_view what = "plain numbers";

  Validity validity_;
  std::vector<CompressedBytes> values_;
};

template <typename T>
void append_values(std::string& out, const Vector& column) {
  const T* values = column.values<T>();
  const std::uint8_t* validity = column.validity();
  std::string bytes;
  for (std::size_t begin = 0; begin < column.size(); begin += block_rows) {
    bytes.clear();
    for (std::size_t i = begin; i < std::min(column.size(), begin + block_rows); ++i) {
      FixedValue<T>::append(bytes, validity != nullptr && validity[i] == 0 ? T{} : values[i]);
    }
    append_compressed(out, bytes);
  }
}

}  // namespace

void append_bit_column(std::string& out, const Vector& column) {
  append_beginning(out, EncodingKind::bits, column);
  append_bits(out, column.values<std::uint8_t>(), column.size());
}

std::unique_ptr<EncodedColumn> open_bit_column(Source source) { return std::make_unique<BitColumn>(std::move(source)); }

void append_numbers(std::string& out, const Vector& column) {
  append_beginning(out, EncodingKind::numbers, column);
  if (column.type() == Type::real) {
    append_values<double>(out, column);
  } else {
    append_values<Decimal>(out, column);
  }
}

std::unique_ptr<EncodedColumn> open_numbers(Source source) {
  if (source.type == Type::real) return std::make_unique<NumberColumn<double>>(std::move(source));
  if (source.type == Type::decimal) return std::make_unique<NumberColumn<Decimal>>(std::move(source));
  throw_damaged("type of a column of plain numbers", static_cast<std::uint64_t>(source.type), "real or decimal");
}

}  // namespace kelpie::tables::store
