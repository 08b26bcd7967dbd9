#include <algorithm>

#include "tables/damaged_data.hpp"
#include "tables/store/encoding/dynamic_check.hpp"
#include "tables/store/encoding/shred_builder.hpp"
#include "tables/store/encoding/shredded_path.hpp"
#include "tables/store/encoding/shredded_reader.hpp"
#include "tables/store/encoding/shredding.hpp"
#include "tables/store/encoding/texts.hpp"

namespace kelpie::tables::store {

namespace {

struct Cells {
  std::unique_ptr<std::string_view[]> values;
  std::unique_ptr<std::uint8_t[]> validity;
  std::vector<std::string> bytes;  // of each block, never moved
};

class ShreddedColumn final : public ColumnBase {
 public:
  explicit ShreddedColumn(Source source) : ColumnBase(std::move(source)) {
    if (source_.type != Type::dynamic)
      throw_damaged("type of a shredded column", static_cast<std::uint64_t>(source_.type), "dynamic");
    ByteCursor cursor(source_.bytes);
    blocks_ = take_summaries(cursor, source_.rows);
    limits_.blocks = blocks_.size();
    limits_.owner = source_.owner;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      // Rows without bytes count as one byte each here.
      limits_.bytes.push_back(
          cursor.take_varint("bytes of a shredded block", shredded_ratio * source_.bytes.size() + shredded_allowance));
    }
    root_ = open_shredded_node(cursor, limits_);
    cursor.expect_end("a shredded column");
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (root_->values.size(i) != rows_of_block(source_.rows, i))
        throw_damaged("values of a shredded column", root_->values.size(i), "one for each row");
    }
  }

  std::string_view encoding_name() const override { return "shredded"; }

  Vector read(std::size_t offset, std::size_t count) const override {
    require_range(offset, count);
    auto cells = std::make_shared<Cells>();
    cells->values = std::make_unique_for_overwrite<std::string_view[]>(count);
    cells->validity = std::make_unique_for_overwrite<std::uint8_t[]>(count);
    cells->bytes.reserve(blocks_.size());
    std::vector<std::size_t> ends;
    for (std::size_t done = 0; done < count;) {
      const std::size_t block = (offset + done) / block_rows;
      const std::size_t within = (offset + done) % block_rows;
      ShreddedReader reader(*root_, block);
      std::string& bytes = cells->bytes.emplace_back();
      bytes.reserve(limits_.bytes[block]);
      const std::size_t taken = std::min(reader.size() - within, count - done);
      std::uint8_t* validity = cells->validity.get() + done;
      ends.assign(1, 0);
      for (std::size_t i = 0; i < within + taken; ++i) {
        const bool valid = reader.append_next(bytes, limits_.bytes[block]);
        if (i >= within) validity[i - within] = valid ? 1 : 0;
        ends.push_back(bytes.size());
      }
      const std::string_view all = bytes;
      for (std::size_t i = 0; i < taken; ++i)
        cells->values[done + i] = all.substr(ends[within + i], ends[within + i + 1] - ends[within + i]);
      done += taken;
    }
    const std::string_view* values = cells->values.get();
    const std::uint8_t* validity = cells->validity.get();
    const bool nulls = std::find(validity, validity + count, 0) != validity + count;
    return Vector::flat(source_.type, count, values, nulls ? validity : nullptr, std::move(cells));
  }

  std::optional<Vector> read_path(std::span<const std::string> path, std::size_t offset,
                                  std::size_t count) const override {
    require_range(offset, count);
    const std::optional<ShreddedPath> found = ShreddedPath::find(*root_, path);
    if (!found) return std::nullopt;
    return found->read(source_.rows, offset, count, limits_);
  }

 private:
  ShreddedLimits limits_;
  std::unique_ptr<ShreddedNode> root_;
};

std::size_t plain_size(const Vector& column) {
  std::string plain;
  append_texts(plain, column);
  return plain.size();
}

/// A few runs of rows from all over the column.
Vector sample_of(const Vector& column) {
  constexpr std::size_t runs = 4;
  constexpr std::size_t run_rows = 1024;
  std::vector<std::uint32_t> rows;
  for (std::size_t run = 0; run < runs; ++run) {
    const std::size_t begin = (column.size() - run_rows) / (runs - 1) * run;
    for (std::size_t i = 0; i < run_rows; ++i) rows.push_back(static_cast<std::uint32_t>(begin + i));
  }
  return column.gather(rows);
}

bool pays(std::size_t shredded_bytes, std::size_t plain_bytes) {
  return shredded_bytes < plain_bytes - plain_bytes / 10;
}

}  // namespace

std::optional<std::string> shredded(const Vector& column) {
  const std::string_view* values = column.values<std::string_view>();
  const std::uint8_t* validity = column.validity();
  const std::size_t rows = column.size();
  ShredBuilder builder;
  std::vector<std::uint64_t> bytes;
  std::vector<std::uint32_t> nulls;
  for (std::size_t row = 0; row < rows; ++row) {
    if (row % block_rows == 0) {
      builder.begin_block();
      bytes.push_back(0);
      nulls.push_back(0);
    }
    if (values[row].empty() || (validity != nullptr && validity[row] == 0)) {
      builder.add_missing();
      ++bytes.back();
      ++nulls.back();
      continue;
    }
    try {
      require_dynamic(values[row]);
    } catch (const DamagedData&) {
      return std::nullopt;  // laid out in another way, which would be lost
    }
    builder.add(DynamicView(values[row]));
    bytes.back() += values[row].size();
  }
  std::string out;
  append_value(out, EncodingKind::shredded);
  append_summaries(out, unknown_blocks(nulls, rows));
  for (const std::uint64_t size : bytes) append_varint(out, size);
  builder.append_to(out);
  if (*std::max_element(bytes.begin(), bytes.end()) > shredded_ratio * (out.size() - 1) + shredded_allowance)
    return std::nullopt;
  return out;
}

std::optional<std::string> shredded_if_smaller(const Vector& column) {
  constexpr std::size_t sample_rows = 4096;
  if (column.size() > 2 * sample_rows) {
    const Vector sample = sample_of(column);
    const std::optional<std::string> part = shredded(sample);
    if (!part || !pays(part->size(), plain_size(sample))) return std::nullopt;
    return shredded(column);
  }
  std::optional<std::string> all = shredded(column);
  if (!all || !pays(all->size(), plain_size(column))) return std::nullopt;
  return all;
}

std::unique_ptr<EncodedColumn> open_shredded(Source source) {
  return std::make_unique<ShreddedColumn>(std::move(source));
}

}  // namespace kelpie::tables::store
