#include "tables/store/encoding/entries.hpp"

#include <limits>
#include <stdexcept>

#include "tables/store/encoding/dynamic_check.hpp"
#include "tables/store/encoding/fixed_value.hpp"
#include "tables/store/encoding/value_check.hpp"

namespace kelpie::tables::store {

namespace {

template <typename T>
struct EntryCells {
  std::unique_ptr<T[]> values;
  std::unique_ptr<std::uint8_t[]> validity;
  std::shared_ptr<const void> owner;
};

constexpr std::string_view what = "entries of a dictionary";

void append_texts(std::string& out, const std::string_view* values, std::span<const std::uint32_t> positions) {
  std::vector<std::uint32_t> lengths(positions.size());
  std::string bytes;
  std::size_t total = 0;
  std::size_t longest = 0;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const std::size_t length = values[positions[i]].size();
    longest = std::max(longest, length);
    total += length;
    lengths[i] = static_cast<std::uint32_t>(length);
  }
  if (longest > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("a text is larger than 4 GiB");
  bytes.reserve(total);
  for (const std::uint32_t position : positions) bytes.append(values[position]);
  const unsigned width = width_of(longest);
  append_value(out, static_cast<std::uint8_t>(width));
  append_all_packed(out, lengths, width);
  append_compressed(out, bytes);
}

}  // namespace

void append_entries(std::string& out, const Vector& values, std::span<const std::uint32_t> positions) {
  with_physical(physical_of(values.type()), [&]<typename T>(T*) {
    if constexpr (std::is_same_v<T, std::string_view>) {
      append_texts(out, values.values<T>(), positions);
    } else {
      std::string bytes;
      bytes.reserve(positions.size() * FixedValue<T>::size);
      for (const std::uint32_t position : positions) FixedValue<T>::append(bytes, values.values<T>()[position]);
      append_compressed(out, bytes);
    }
  });
}

StoredEntries::StoredEntries(ByteCursor& cursor, Type type, std::size_t count) : type_(type), count_(count) {
  if (physical_of(type) == Physical::text) {
    const auto width = cursor.take<std::uint8_t>("width of the entries' lengths");
    if (width > 32) throw_damaged("width of the entries' lengths", width, "at most 32 bits");
    lengths_ =
        PackedValues(cursor.take_bytes(PackedValues::bytes_of(count, width), "lengths of entries"), count, width);
  }
  bytes_ = CompressedBytes(cursor, what);
}

Vector StoredEntries::decode(bool null_first, const std::shared_ptr<const void>& owner) const {
  const CompressedBytes::Content content = bytes_.decompressed(what);
  const std::size_t nulls = null_first ? 1 : 0;
  const std::size_t size = count_ + nulls;
  return with_physical(physical_of(type_), [&]<typename T>(T*) {
    auto cells = std::make_shared<EntryCells<T>>();
    cells->owner = content.owner ? content.owner : owner;
    cells->values = std::make_unique_for_overwrite<T[]>(size);
    if (null_first) {
      cells->validity = std::make_unique_for_overwrite<std::uint8_t[]>(size);
      std::fill_n(cells->validity.get(), size, std::uint8_t{1});
      cells->validity[0] = 0;
      cells->values[0] = T{};
    }
    T* values = cells->values.get() + nulls;
    if constexpr (std::is_same_v<T, std::string_view>) {
      ByteCursor cursor(content.bytes);
      lengths_.each_run(0, count_, [&](const std::uint32_t* lengths, std::size_t count, std::size_t at) {
        for (std::size_t i = 0; i < count; ++i) values[at + i] = cursor.take_bytes(lengths[i], what);
      });
      cursor.expect_end(what);
      if (type_ == Type::dynamic) {
        for (std::size_t i = 0; i < count_; ++i) require_dynamic(values[i]);
      }
    } else {
      if (content.bytes.size() != count_ * FixedValue<T>::size)
        throw_damaged(what, content.bytes.size(), "a value's width for each");
      load_values(content.bytes.data(), count_, values);
      require_values(type_, values, count_);
    }
    const T* data = cells->values.get();
    const std::uint8_t* validity = cells->validity.get();
    return Vector::flat(type_, size, data, validity, std::move(cells));
  });
}

}  // namespace kelpie::tables::store
