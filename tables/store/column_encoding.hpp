#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tables/vector.hpp"

namespace kelpie::tables::store {

/// What is known of the rows of one block (tables/table.hpp: block_rows) of an encoded column without decoding them.
struct BlockSummary {
  /// Smallest and largest value: of integer-like columns the values, of columns with a dictionary the codes (its entries are in order, so these are
  /// the smallest and largest value, too). min > max: no row has a value. Other columns: nothing is known, min and max are the ends of the type.
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::uint32_t nulls = 0;
};

/// Appends a column to `out`; the encoding is chosen by the content. The bytes stand alone and may lie at any address.
///   constant     one value, or null, for all rows
///   dictionary   the distinct values in order (their bytes; integers by value; null before all), compressed where it pays; a code a row, bit-packed
///   integers     bit-packed above the block's minimum, or the differences of neighbours so
///   GUIDs        texts that are all canonical GUIDs: 16 bytes a row
///   plain        fixed width as it is; texts as lengths and bytes, compressed by block where it pays
///   shredded     dynamic values of many shapes: a column for each path
/// At most 2^32 - 1 rows. Thread-safe.
void encode_column(const Vector& column, std::string& out);

/// An encoded column, opened: structure checked, values not yet decoded. Nothing in the bytes, whatever they hold, makes it read outside of
/// them, allocate more than rows and bytes justify, or recurse without limit. Thread-safe.
class EncodedColumn {
 public:
  enum class Form : std::uint8_t { constant, dictionary, flat };

  virtual ~EncodedColumn() = default;
  [[nodiscard]] virtual Form form() const = 0;
  [[nodiscard]] virtual std::string_view encoding_name() const = 0;  // "dictionary", "delta", ...; for people
  [[nodiscard]] virtual const BlockSummary& block(std::size_t number) const = 0;

  /// Rows [offset, offset + count): a constant vector, a flat one, or codes of `dictionary()`. Throws DamagedData (without a file's name).
  [[nodiscard]] virtual Vector read(std::size_t offset, std::size_t count) const = 0;

  /// Of a dictionary column; nullptr otherwise. Decoded at first use and kept. Throws DamagedData.
  [[nodiscard]] virtual const std::shared_ptr<const Dictionary>& dictionary() const = 0;
  [[nodiscard]] virtual std::size_t dictionary_size() const = 0;
  /// Of a dictionary column: translates the codes of rows [offset, offset + count) by `ids` (dictionary_size() of them) and writes them as codes of that
  /// width. Throws DamagedData.
  virtual void read_translated(std::size_t offset, std::size_t count, std::span<const std::uint32_t> ids, CodeWidth width, void* out) const = 0;

  /// See Segment::read_path. Throws DamagedData.
  [[nodiscard]] virtual std::optional<Vector> read_path(std::span<const std::string> path, std::size_t offset, std::size_t count) const = 0;

  /// Decodes everything once. Throws DamagedData.
  virtual void verify() const = 0;
};

/// `bytes` must outlive the result, and the vectors and dictionaries it gives, which may point into them: these and the result hold `owner`.
/// Throws DamagedData.
[[nodiscard]] std::unique_ptr<EncodedColumn> open_column(Type type, std::size_t rows, std::string_view bytes, std::shared_ptr<const void> owner = nullptr);

}  // namespace kelpie::tables::store
