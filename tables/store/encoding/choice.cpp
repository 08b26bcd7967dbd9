#include "tables/store/encoding/choice.hpp"

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
#include "tables/store/encoding/shredding.hpp"
#include "tables/store/encoding/texts.hpp"
#include "tables/store/encoding/used_codes.hpp"

namespace kelpie::tables::store {

namespace {

/// Most distinct texts of a dictionary: where more than three quarters are distinct, codes save nothing.
std::size_t most_texts(std::size_t rows) { return rows - rows / 4; }
/// Most distinct dynamic values of a dictionary that is preferred to taking them apart.
std::size_t most_dynamics(std::size_t rows) { return std::max<std::size_t>(rows / 8, 1); }

/// Most distinct numbers of `value_bytes` each whose dictionary is worth having in place of `plain` bytes.
std::size_t most_numbers(std::size_t rows, std::size_t value_bytes, std::size_t plain) {
  std::size_t most = 0;
  for (unsigned width = 1; width <= 16; ++width) {
    const std::size_t codes = rows / 8 * width;
    const std::size_t wanted = plain - plain / 4;
    if (codes >= wanted) break;
    most = std::max(most, std::min(std::size_t{1} << width, (wanted - codes) / value_bytes));
  }
  return most;
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

void append_entries_and_codes(std::string& out, const Vector& flat, const DistinctValues& found) {
  const OrderedEntries entries = order_entries(flat, found.positions);
  append_dictionary(out, flat, entries, entries.ranks, found.codes.data(), CodeWidth::four, flat.size());
}

bool append_as_dictionary(std::string& out, const Vector& flat, std::size_t most) {
  const std::optional<DistinctValues> found = find_distinct_values(flat, most);
  if (found) append_entries_and_codes(out, flat, *found);
  return found.has_value();
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
  const std::size_t most = most_numbers(flat.size(), sizeof(std::int64_t), integers.size());
  if (flat.type() != Type::datetime && flat.size() > 64 && append_as_dictionary(out, flat, most)) return;
  out += integers;
}

void append_fixed_column(std::string& out, const Vector& flat, std::size_t value_bytes) {
  if (append_as_dictionary(out, flat, most_numbers(flat.size(), value_bytes, flat.size() * value_bytes))) return;
  if (flat.type() == Type::guid) return append_guids(out, flat.values<Guid>(), flat.validity(), flat.size());
  append_numbers(out, flat);
}

/// What is already known of a column and what may be done with it.
struct Hints {
  std::size_t distinct = 0;  // at least; 0: not known
  bool may_shred = true;
};

void append_text_column(std::string& out, const Vector& flat, Hints hints) {
  const std::size_t rows = flat.size();
  if (flat.type() == Type::dynamic && hints.may_shred) {
    if (hints.distinct <= most_dynamics(rows) && append_as_dictionary(out, flat, most_dynamics(rows))) return;
    if (const std::optional<std::string> apart = shredded_if_smaller(flat)) {
      out += *apart;
      return;
    }
  }
  if (hints.distinct > most_texts(rows) || !append_as_dictionary(out, flat, most_texts(rows)))
    append_plain_texts(out, flat);
}

void append_flat(std::string& out, const Vector& flat, Hints hints) {
  if (is_constant(flat)) return append_constant(out, flat, 0);
  switch (physical_of(flat.type())) {
    case Physical::byte:
      return append_bit_column(out, flat);
    case Physical::integer:
      return append_integer_column(out, flat);
    case Physical::real:
      return append_fixed_column(out, flat, 8);
    case Physical::decimal:
      return append_fixed_column(out, flat, 20);
    case Physical::guid:
      return append_fixed_column(out, flat, 16);
    case Physical::text:
      return append_text_column(out, flat, hints);
  }
}

void append_dictionary_vector(std::string& out, const Vector& column, Hints hints) {
  // Numbers are mostly narrower without; what is narrower with a dictionary gets one of its own.
  if (physical_of(column.type()) != Physical::text) return append_flat(out, column.flattened(), hints);
  const std::vector<std::uint32_t> used = used_codes(column);
  if (used.size() == 1) return append_constant(out, column.dictionary()->values(), used.front());
  const bool take_apart = column.type() == Type::dynamic && hints.may_shred;
  if (used.size() > (take_apart ? most_dynamics(column.size()) : most_texts(column.size()))) {
    hints.distinct = used.size();
    return append_flat(out, column.flattened(), hints);
  }
  const OrderedEntries entries = order_entries(column.dictionary()->values(), used);
  if (entries.positions.size() == 1) return append_constant(out, column.dictionary()->values(), used.front());
  const std::size_t highest = used.back();
  const auto ranks = std::make_unique_for_overwrite<std::uint32_t[]>(highest + 1);
  for (std::size_t i = 0; i < used.size(); ++i) ranks[used[i]] = entries.ranks[i];
  append_dictionary(out, column.dictionary()->values(), entries, {ranks.get(), highest + 1}, column.raw_codes(),
                    column.code_width(), column.size());
}

void append_any(std::string& out, const Vector& column, Hints hints) {
  if (column.size() > std::numeric_limits<std::uint32_t>::max())
    throw std::length_error("a column has more than 2^32 - 1 rows");
  if (column.size() == 0) return append_constant_null(out, column.type());
  switch (column.encoding()) {
    case Encoding::constant:
      return append_constant(out, column, 0);
    case Encoding::dictionary:
      return append_dictionary_vector(out, column, hints);
    case Encoding::flat:
      return append_flat(out, column, hints);
  }
}

}  // namespace

void encode_column(const Vector& column, std::string& out) { append_any(out, column, {}); }
void encode_unshredded(const Vector& column, std::string& out) {
  append_any(out, column, {.distinct = 0, .may_shred = false});
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
      return open_shredded(std::move(source));
  }
  throw_damaged("kind of an encoded column", kind, "0 to 7");
}

}  // namespace kelpie::tables::store
