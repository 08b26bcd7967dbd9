#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tables/decimal.hpp"
#include "tables/guid.hpp"

namespace kelpie::tables {

class Value;

/// What a dynamic value holds (Kusto reference: "The dynamic data type"). JSON text gives the first five and the two
/// containers; the typed leaves come from dynamic(datetime(...)) literals and pack functions.
enum class DynamicKind : std::uint8_t {
  null,
  boolean,
  long_,
  real,
  string,
  datetime,
  timespan,
  guid,
  decimal,
  array,
  bag
};

/// Reads a dynamic value in its binary form: a tag, then the payload; containers carry an offset table, so that an
/// element or a key is reached without reading what stands before it. A view owns nothing; the bytes must outlive it.
/// An empty view is null. The bytes must come from DynamicBuilder or parse_json: they are trusted.
///
/// Layout, little endian, unaligned:
///   null | false | true             tag
///   long, real, datetime, timespan  tag, 8 bytes
///   guid, decimal                   tag, 16 / 20 bytes
///   string                          tag, u32 length, bytes
///   array   tag, u32 bytes in all, u32 count, count x u32 offset of an element from the tag, elements
///   bag     the same; an entry is u32 key length, key bytes, value; insertion order, keys unique
class DynamicView {
 public:
  DynamicView() = default;
  explicit DynamicView(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] DynamicKind kind() const;
  [[nodiscard]] bool is_null() const { return kind() == DynamicKind::null; }
  /// Exactly the bytes of this value.
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

  // Each requires that kind.
  [[nodiscard]] bool as_bool() const;
  [[nodiscard]] std::int64_t as_integer() const;  // long_, datetime, timespan
  [[nodiscard]] double as_real() const;
  [[nodiscard]] std::string_view as_string() const;
  [[nodiscard]] Guid as_guid() const;
  [[nodiscard]] Decimal as_decimal() const;

  /// Elements of an array or entries of a bag; 0 for anything else.
  [[nodiscard]] std::size_t size() const;
  /// Element of an array; requires index < size().
  [[nodiscard]] DynamicView element(std::size_t index) const;
  /// Entry of a bag; requires index < size().
  [[nodiscard]] std::string_view key(std::size_t index) const;
  [[nodiscard]] DynamicView value(std::size_t index) const;
  /// Value under a key of a bag; a null view when there is none or it is no bag.
  [[nodiscard]] DynamicView find(std::string_view key) const;

 private:
  std::string_view bytes_;
};

/// Writes dynamic values. Containers nest; in a bag every value follows a key. A repeated key replaces the earlier
/// value in its place. Reusable after finish(). Not thread-safe. Throws std::length_error when a container outgrows 4
/// GiB.
class DynamicBuilder {
 public:
  void null();
  void boolean(bool value);
  void long_(std::int64_t value);
  void real(double value);
  void string(std::string_view value);
  void datetime(std::int64_t ticks);
  void timespan(std::int64_t ticks);
  void guid(const Guid& value);
  void decimal(const Decimal& value);
  /// Copies a finished value.
  void value(DynamicView value);
  /// A typed scalar: a string stays a string, a null of any type is null, a dynamic is copied.
  void value(const Value& value);

  void begin_array();
  void end_array();
  void begin_bag();
  void key(std::string_view key);
  void end_bag();

  /// The bytes of the one value written; the builder is empty again.
  [[nodiscard]] std::string finish();
  /// The same bytes without taking them: valid until the builder is used again. With clear() it serves many values
  /// without allocation.
  [[nodiscard]] std::string_view bytes() const { return {data_.get(), size_}; }
  void clear();

 private:
  struct Container {
    std::size_t start = 0;         // of the tag
    std::size_t first_offset = 0;  // of its members, in offsets_
    bool bag = false;
  };
  void begin_value();
  void begin_container(bool bag);
  void end_container();
  void drop_repeated_keys(const Container& container);
  /// Room for so many bytes more, which count as written.
  char* extend(std::size_t size) {
    if (capacity_ - size_ < size) grow(size);
    size_ += size;
    return data_.get() + size_ - size;
  }
  void grow(std::size_t size);
  template <typename T>
  void put_tagged(std::uint8_t tag, const T& value);
  void put_text(std::string_view text);

  friend bool parse_json(std::string_view text, DynamicBuilder& into);

  std::unique_ptr<char[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::vector<Container> open_;
  std::vector<std::uint32_t> offsets_;  // of the members of all open containers, from the end of the container's header
  std::vector<std::uint32_t> scratch_;
};

/// Deepest nesting that parse_json accepts.
inline constexpr std::size_t max_dynamic_depth = 256;

/// Reads JSON text (RFC 8259; UTF-8). Integers that fit are long, other numbers real. Nothing when it is not JSON or
/// nests too deep. Strings that look like dates stay strings.
[[nodiscard]] std::optional<std::string> parse_json(std::string_view text);
/// The same, written as the builder's next value; when it gives false the builder is as before.
[[nodiscard]] bool parse_json(std::string_view text, DynamicBuilder& into);
/// Compact JSON: datetime, timespan, guid as text in quotes, NaN and infinities as strings, no blanks.
[[nodiscard]] std::string to_json(DynamicView value);
void append_json(DynamicView value, std::string& out);
/// What tostring() gives: a string without quotes, null as "", scalars as Kusto writes them inside dynamic (true, 1.5),
/// containers as JSON.
[[nodiscard]] std::string to_text(DynamicView value);
/// Deep equality: 1 and 1.0 are equal, bags compare regardless of order.
[[nodiscard]] bool equal(DynamicView left, DynamicView right);
/// A typed scalar of the value's own kind: long -> long, string -> string, containers and null -> dynamic.
[[nodiscard]] Value scalar_of(DynamicView value);

}  // namespace kelpie::tables
