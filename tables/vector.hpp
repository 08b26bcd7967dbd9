#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "tables/type.hpp"
#include "tables/value.hpp"

namespace kelpie::tables {

/// How a vector holds its rows.
///   flat        one value a row
///   constant    one value for all rows
///   dictionary  one code a row into a flat vector of values that several vectors may share
enum class Encoding : std::uint8_t { flat, constant, dictionary };

/// Bytes of one dictionary code.
enum class CodeWidth : std::uint8_t { one = 1, two = 2, four = 4 };

template <typename T>
concept PhysicalValue = std::is_same_v<T, std::uint8_t> || std::is_same_v<T, std::int64_t> || std::is_same_v<T, double> ||
                        std::is_same_v<T, Decimal> || std::is_same_v<T, Guid> || std::is_same_v<T, std::string_view>;

/// Smallest and largest value of an integer vector, where somebody knew them; nulls do not count.
struct IntegerRange {
  std::int64_t min = 0;
  std::int64_t max = 0;
};

class Dictionary;
class TextIndex;

/// A column of one batch: typed, nullable, immutable once built; copying shares the memory. Thread-safe to read.
///
/// Nulls: flat and constant vectors carry one validity byte a row (1 = value) or none at all when every row has a value. A dictionary
/// vector has no validity of its own: a null row's code points at a null entry. A string is never null. The value under a
/// null is unspecified but readable (text: an empty view).
class Vector {
 public:
  Vector() = default;

  // ---- making ----
  /// `values` must hold `size` values, `validity` size bytes or nothing; `owner` keeps both, and the text they point at, alive.
  template <PhysicalValue T>
  static Vector flat(Type type, std::size_t size, const T* values, const std::uint8_t* validity, std::shared_ptr<const void> owner) {
    return Vector(type, Encoding::flat, size, values, validity, std::move(owner));
  }
  static Vector constant(const Value& value, std::size_t size);
  /// A constant null (of a string: "").
  static Vector null(Type type, std::size_t size);
  /// `codes` must hold `size` codes of the width, each below the dictionary's size.
  static Vector dictionary(std::shared_ptr<const Dictionary> dictionary, CodeWidth width, const void* codes, std::size_t size,
                           std::shared_ptr<const void> owner);

  // ---- reading ----
  [[nodiscard]] Type type() const { return type_; }
  [[nodiscard]] Encoding encoding() const { return encoding_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool is_flat() const { return encoding_ == Encoding::flat; }
  [[nodiscard]] bool is_constant() const { return encoding_ == Encoding::constant; }
  [[nodiscard]] bool is_dictionary() const { return encoding_ == Encoding::dictionary; }

  /// Flat: size() values; constant: one. T must be the type's physical form.
  template <PhysicalValue T>
  [[nodiscard]] const T* values() const {
    assert(encoding_ != Encoding::dictionary);
    return static_cast<const T*>(data_);
  }
  /// Flat: size() bytes; constant: one; nullptr when all rows have a value. Not for dictionary vectors.
  [[nodiscard]] const std::uint8_t* validity() const { return validity_; }

  [[nodiscard]] CodeWidth code_width() const { return code_width_; }
  template <typename Code>
  [[nodiscard]] const Code* codes() const {
    assert(encoding_ == Encoding::dictionary && sizeof(Code) == static_cast<std::size_t>(code_width_));
    return static_cast<const Code*>(data_);
  }
  [[nodiscard]] const void* raw_codes() const { return data_; }
  [[nodiscard]] std::uint32_t code_at(std::size_t row) const;
  [[nodiscard]] const std::shared_ptr<const Dictionary>& dictionary() const { return dictionary_; }

  /// Slow, for edges: one cell as a value.
  [[nodiscard]] Value value_at(std::size_t row) const;
  [[nodiscard]] bool is_null_at(std::size_t row) const;

  // ---- deriving; none copies values unless said ----
  [[nodiscard]] Vector slice(std::size_t offset, std::size_t count) const;
  /// The same rows, another logical type with the same physical form (long as datetime, int as long).
  [[nodiscard]] Vector with_type(Type type) const;
  /// The same codes over another dictionary of the same size (what an expression over a dictionary column gives).
  [[nodiscard]] Vector with_dictionary(std::shared_ptr<const Dictionary> dictionary) const;
  /// A flat vector with the same rows; copies unless it is flat already.
  [[nodiscard]] Vector flattened() const;
  /// The rows of the selection in its order; copies codes or values. A constant stays one.
  [[nodiscard]] Vector gather(std::span<const std::uint32_t> rows) const;
  /// The same, where a row number of `no_row` gives a null.
  static constexpr std::uint32_t no_row = UINT32_MAX;
  [[nodiscard]] Vector gather_or_null(std::span<const std::uint32_t> rows) const;

  [[nodiscard]] const std::optional<IntegerRange>& range() const { return range_; }
  void set_range(std::optional<IntegerRange> range) { range_ = range; }

  /// Keeps alive what the vector points at.
  [[nodiscard]] const std::shared_ptr<const void>& owner() const { return owner_; }

 private:
  Vector(Type type, Encoding encoding, std::size_t size, const void* data, const std::uint8_t* validity, std::shared_ptr<const void> owner)
      : type_(type), encoding_(encoding), size_(size), data_(data), validity_(validity), owner_(std::move(owner)) {}

  Type type_ = Type::dynamic;
  Encoding encoding_ = Encoding::flat;
  CodeWidth code_width_ = CodeWidth::one;
  std::size_t size_ = 0;
  const void* data_ = nullptr;
  const std::uint8_t* validity_ = nullptr;
  std::shared_ptr<const void> owner_;
  std::shared_ptr<const Dictionary> dictionary_;
  std::optional<IntegerRange> range_;
};

/// The values behind dictionary codes. Identity matters: whoever derives something per distinct value keeps it under the address of the
/// dictionary, holding it alive.
class Dictionary {
 public:
  /// `values` must be flat. `distinct`: no two entries are equal (then a code stands for its value).
  Dictionary(Vector values, bool distinct);
  /// `values` begin with those of `earlier`, whose codes stay what they are; others are behind them. What find() knows of those is kept.
  Dictionary(Vector values, const Dictionary& earlier);
  ~Dictionary();
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;

  [[nodiscard]] const Vector& values() const { return values_; }
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] bool distinct() const { return distinct_; }
  /// Whether it is one of distinct strings, of which find() has the codes.
  [[nodiscard]] bool can_find() const { return distinct_ && values_.type() == Type::string; }
  /// The code of a text; nothing when no value is this text. The first call looks at every value, later ones at few. Thread-safe.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const;

 private:
  Vector values_;
  bool distinct_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const TextIndex> index_;  // of the first values; nullptr: nobody looked yet
};

/// The narrowest width for codes 0 .. entries-1.
[[nodiscard]] constexpr CodeWidth width_for(std::size_t entries) {
  return entries <= 0x100 ? CodeWidth::one : entries <= 0x10000 ? CodeWidth::two : CodeWidth::four;
}

/// One owner that keeps both alive.
[[nodiscard]] std::shared_ptr<const void> join_owners(std::shared_ptr<const void> first, std::shared_ptr<const void> second);

/// Calls f with a null pointer of the C++ type of a physical form: with_physical(p, [&]<typename T>(T*) {...}).
template <typename F>
decltype(auto) with_physical(Physical physical, F&& f) {
  switch (physical) {
    case Physical::byte: return f(static_cast<std::uint8_t*>(nullptr));
    case Physical::integer: return f(static_cast<std::int64_t*>(nullptr));
    case Physical::real: return f(static_cast<double*>(nullptr));
    case Physical::decimal: return f(static_cast<Decimal*>(nullptr));
    case Physical::guid: return f(static_cast<Guid*>(nullptr));
    case Physical::text: break;
  }
  return f(static_cast<std::string_view*>(nullptr));
}

/// Calls f with the codes of a dictionary vector as a typed pointer.
template <typename F>
decltype(auto) with_codes(const Vector& vector, F&& f) {
  switch (vector.code_width()) {
    case CodeWidth::one: return f(vector.codes<std::uint8_t>());
    case CodeWidth::two: return f(vector.codes<std::uint16_t>());
    case CodeWidth::four: break;
  }
  return f(vector.codes<std::uint32_t>());
}

}  // namespace kelpie::tables
