#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "tables/vector.hpp"

namespace kelpie::tables {

/// Memory for text of unknown size; what is put stays where it is until the arena goes. Not thread-safe.
class TextArena {
 public:
  /// Copies the text and returns where it lies now.
  std::string_view put(std::string_view text) {
    if (text.empty()) return {};
    char* to = reserve(text.size());
    std::memcpy(to, text.data(), text.size());
    return commit(text.size());
  }
  /// Room for at least `size` bytes, valid until the next call; `commit` keeps the first `used` of them.
  char* reserve(std::size_t size) {
    if (static_cast<std::size_t>(end_ - next_) < size) grow(size);
    return next_;
  }
  std::string_view commit(std::size_t used) {
    std::string_view result(next_, used);
    next_ += used;
    return result;
  }
  /// Bytes taken from the system.
  [[nodiscard]] std::size_t allocated() const { return allocated_; }

 private:
  void grow(std::size_t size);

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  char* end_ = nullptr;
  std::size_t block_size_ = 4096;
  std::size_t allocated_ = 0;
};

/// Builds a flat vector whose size is known: every row must be set once, in any order.
template <PhysicalValue T>
class FlatBuilder {
 public:
  FlatBuilder(Type type, std::size_t size) : type_(type), size_(size), cells_(std::make_shared<Cells>()) {
    cells_->values = std::make_unique_for_overwrite<T[]>(size);
  }
  void set(std::size_t row, T value) { cells_->values[row] = value; }
  /// A null; of a string "".
  void set_null(std::size_t row) {
    cells_->values[row] = T{};
    if (type_ == Type::string) return;
    if (!cells_->validity) {
      cells_->validity = std::make_unique_for_overwrite<std::uint8_t[]>(size_);
      std::memset(cells_->validity.get(), 1, size_);
    }
    cells_->validity[row] = 0;
  }
  /// For kernels that fill whole arrays.
  [[nodiscard]] T* values() { return cells_->values.get(); }
  /// Where the text of the rows may be put.
  [[nodiscard]] TextArena& arena() { return cells_->arena; }
  /// Keeps somebody else's text alive with the vector (for views into an argument).
  void keep(const std::shared_ptr<const void>& owner) { cells_->kept = join_owners(std::move(cells_->kept), owner); }
  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] Vector finish() {
    const T* values = cells_->values.get();
    const std::uint8_t* validity = cells_->validity.get();
    return Vector::flat(type_, size_, values, validity, std::move(cells_));
  }

 private:
  struct Cells {
    std::unique_ptr<T[]> values;
    std::unique_ptr<std::uint8_t[]> validity;
    TextArena arena;
    std::shared_ptr<const void> kept;
  };
  Type type_;
  std::size_t size_;
  std::shared_ptr<Cells> cells_;
};

/// Builds a flat vector of any type cell by cell or vector by vector, size unknown. For edges, materialisation and small results.
class ColumnBuilder {
 public:
  explicit ColumnBuilder(Type type);
  ~ColumnBuilder();
  ColumnBuilder(ColumnBuilder&&) noexcept;
  ColumnBuilder& operator=(ColumnBuilder&&) noexcept;

  [[nodiscard]] Type type() const;
  [[nodiscard]] std::size_t size() const;
  /// The value's type must have the column's physical form (a null of any type is a null).
  void append(const Value& value);
  void append_null();
  /// One row of a vector of the same physical form.
  void append(const Vector& vector, std::size_t row);
  [[nodiscard]] Vector finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// All rows of the parts, which have one type, as one vector. Stays a dictionary vector when all parts share their dictionary.
[[nodiscard]] Vector concatenate(Type type, std::span<const Vector> parts);

}  // namespace kelpie::tables
