#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "tables/store/column_encoding.hpp"
#include "tables/store/encoding/bit_packing.hpp"
#include "tables/store/encoding/constant.hpp"
#include "tables/store/encoding/dictionary.hpp"
#include "tables/store/encoding/distinct_values.hpp"
#include "tables/store/encoding/guids.hpp"
#include "tables/store/encoding/integers.hpp"
#include "tables/store/encoding/numbers.hpp"
#include "tables/store/encoding/texts.hpp"

namespace kelpie::tables::store {

namespace {

/// Texts: more than three quarters distinct, and codes save nothing.
bool texts_repeat(std::size_t distinct, std::size_t rows) { return distinct <= rows - rows / 4; }

/// Of values of a fixed width, whose codes must be narrower to be worth the detour.
std::size_t most_entries(Type type, std::size_t rows) {
  return physical_of(type) == Physical::text ? rows - rows / 4 : std::min<std::size_t>(rows / 4, 65536);
}

/// A dictionary of few numbers in place of `plain` bytes.
bool numbers_repeat(std::size_t distinct, std::size_t rows, std::size_t value_bytes, std::size_t plain) {
  const std::size_t coded = distinct * value_bytes + rows / 8 * width_of(distinct);
  return coded < plain - plain / 4;
}

bool is_constant(const Vector& column) {
  const std::uint8_t* validity = column.type() == Type::string ? nullptr : column.validity();
  if (validity != nullptr) {
    if (std::any_of(validity, validity + column.size(),
                    [validity](std::uint8_t valid) { return (valid != 0) != (validity[0] != 0); }))
      return false;
    if (validity[0] == 0) return true;
  }
  return with_physical(physical_of(column.type()), [&]<typename T>(T*) {
    const T* values = column.values<T>();
    // By their bytes: 0 and -0 are two values, and NaN is one.
    if constexpr (std::is_same_v<T, double>) {
      return std::all_of(values, values + column.size(),
                         [values](const double& value) { return std::memcmp(&value, values, sizeof value) == 0; });
    } else {
      return std::all_of(values, values + column.size(), [values](const T& value) { return value == *values; });
    }
  });
}

bool append_as_dictionary(std::string& out, const Vector& flat, std::size_t plain) {
  const std::size_t rows = flat.size();
  const std::optional<DistinctValues> found = find_distinct_values(flat, most_entries(flat.type(), rows));
  if (!found) return false;
  const std::size_t distinct = found->positions.size();
  if (physical_of(flat.type()) != Physical::text && !numbers_repeat(distinct, rows, plain / rows, plain)) return false;
  const OrderedEntries entries = order_entries(flat, found->positions);
  append_dictionary(out, flat, entries, entries.ranks, found->codes.data(), CodeWidth::four, rows);
  return true;
}

void append_plain_texts(std::string& out, const Vector& flat) {
  if (flat.type() == Type::string) {
    if (const std::optional<GuidRows> rows = guids_of_texts(flat)) {
      return append_guids(out, rows->guids.data(), rows->validity.empty() ? nullptr : rows->validity.data(),
                          flat.size());
    }
  }
  append_texts(out, flat);
}

/// Whole numbers with few values that lie far apart: codes are narrower. Times stay numbers, which blocks are pruned
/// by.
void append_integer_column(std::string& out, const Vector& flat) {
  std::string integers;
  append_integers(integers, flat.values<std::int64_t>(), flat.validity(), flat.size());
  if (flat.type() != Type::datetime && integers.size() > flat.size() / 2 && flat.size() > 64) {
    const std::optional<DistinctValues> found =
        find_distinct_values(flat, std::min<std::size_t>(flat.size() / 16, 4096));
    if (found && numbers_repeat(found->positions.size(), flat.size(), sizeof(std::int64_t), integers.size())) {
      const OrderedEntries entries = order_entries(flat, found->positions);
      return append_dictionary(out, flat, entries, entries.ranks, found->codes.data(), CodeWidth::four, flat.size());
    }
  }
  out += integers;
}

void append_flat(std::string& out, const Vector& flat, bool may_repeat) {
  if (is_constant(flat)) return append_constant(out, flat, 0);
  switch (physical_of(flat.type())) {
    case Physical::byte:
      return append_bit_column(out, flat);
    case Physical::integer:
      return append_integer_column(out, flat);
    case Physical::real:
      if (!append_as_dictionary(out, flat, flat.size() * 8)) append_numbers(out, flat);
      return;
    case Physical::decimal:
      if (!append_as_dictionary(out, flat, flat.size() * 20)) append_numbers(out, flat);
      return;
    case Physical::guid:
      if (!append_as_dictionary(out, flat, flat.size() * 16))
        append_guids(out, flat.values<Guid>(), flat.validity(), flat.size());
      return;
    case Physical::text:
      break;
  }
  if (!may_repeat || !append_as_dictionary(out, flat, 0)) append_plain_texts(out, flat);
}

/// The codes that occur, in their order.
std::vector<std::uint32_t> used_codes(const Vector& column) {
  std::vector<std::uint32_t> used;
  with_codes(column, [&](const auto* codes) {
    const std::size_t entries = column.dictionary()->size();
    // A few rows of a table's large dictionary: sorting them is cheaper than a mark for each entry.
    if (entries / 64 > column.size()) {
      used.assign(codes, codes + column.size());
      std::sort(used.begin(), used.end());
      used.erase(std::unique(used.begin(), used.end()), used.end());
      return;
    }
    std::vector<std::uint8_t> marks(entries, 0);
    for (std::size_t i = 0; i < column.size(); ++i) marks[codes[i]] = 1;
    for (std::size_t i = 0; i < entries; ++i) {
      if (marks[i] != 0) used.push_back(static_cast<std::uint32_t>(i));
    }
  });
  return used;
}

void append_dictionary_vector(std::string& out, const Vector& column) {
  // Numbers are mostly narrower without; what is narrower with a dictionary gets one of its own.
  if (physical_of(column.type()) != Physical::text) return append_flat(out, column.flattened(), true);
  const std::vector<std::uint32_t> used = used_codes(column);
  if (used.size() == 1) return append_constant(out, column.dictionary()->values(), used.front());
  if (!texts_repeat(used.size(), column.size())) return append_flat(out, column.flattened(), false);
  const OrderedEntries entries = order_entries(column.dictionary()->values(), used);
  if (entries.positions.size() == 1) return append_constant(out, column.dictionary()->values(), used.front());
  std::vector<std::uint32_t> ranks(used.back() + std::size_t{1});
  for (std::size_t i = 0; i < used.size(); ++i) ranks[used[i]] = entries.ranks[i];
  append_dictionary(out, column.dictionary()->values(), entries, ranks, column.raw_codes(), column.code_width(),
                    column.size());
}

}  // namespace

void encode_column(const Vector& column, std::string& out) {
  if (column.size() > std::numeric_limits<std::uint32_t>::max())
    throw std::length_error("a column has more than 2^32 - 1 rows");
  if (column.size() == 0) return append_constant_null(out, column.type());
  switch (column.encoding()) {
    case Encoding::constant:
      return append_constant(out, column, 0);
    case Encoding::dictionary:
      return append_dictionary_vector(out, column);
    case Encoding::flat:
      break;
  }
  append_flat(out, column, true);
}

std::unique_ptr<EncodedColumn> open_column(Type type, std::size_t rows, std::string_view bytes,
                                           std::shared_ptr<const void> owner) {
  ByteCursor cursor(bytes);
  const auto kind = cursor.take<std::uint8_t>("kind of an encoded column");
  if (rows > std::numeric_limits<std::uint32_t>::max())
    throw_damaged("rows of an encoded column", rows, "at most 2^32 - 1");
  Source source{type, rows, cursor.rest(), std::move(owner)};
  switch (static_cast<EncodingKind>(kind)) {
    case EncodingKind::constant:
      return open_constant(std::move(source));
    case EncodingKind::dictionary:
      return open_dictionary(std::move(source));
    case EncodingKind::integers:
      if (physical_of(type) != Physical::integer)
        throw_damaged("type of a column of integers", static_cast<std::uint64_t>(type), "one of integers");
      return open_integers(std::move(source));
    case EncodingKind::guids:
      return open_guids(std::move(source));
    case EncodingKind::bits:
      return open_bit_column(std::move(source));
    case EncodingKind::numbers:
      return open_numbers(std::move(source));
    case EncodingKind::texts:
      return open_texts(std::move(source));
    case EncodingKind::shredded:
      break;
  }
  throw_damaged("kind of an encoded column", kind, "0 to 6");
}

}  // namespace kelpie::tables::store
