#include "tables/store/encoding/distinct_values.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include <xxhash.h>

#include "tables/hash_seed.hpp"

namespace kelpie::tables::store {

namespace {

/// Where to look whether it goes on, and the share of distinct rows at which it does not. Values picked evenly among
/// 20,000 are nearly all distinct in the beginning.
struct Milestone {
  std::size_t rows;
  double share;
};
constexpr Milestone milestones[] = {{4096, 0.97}, {16384, 0.90}, {65536, 0.75}};

// The seed is drawn for each column: nobody can write texts that all fall into one place.
std::uint64_t hash_of(std::string_view value, std::uint64_t seed) {
  return XXH3_64bits_withSeed(value.data(), value.size(), seed);
}
std::uint64_t hash_of(const Decimal& value, std::uint64_t seed) {
  return XXH3_64bits_withSeed(&value.coefficient, sizeof value.coefficient,
                              seed + static_cast<std::uint32_t>(value.exponent));
}
template <typename T>
std::uint64_t hash_of(const T& value, std::uint64_t seed) {
  return XXH3_64bits_withSeed(&value, sizeof value, seed);
}

template <typename T>
bool same(const T& left, const T& right) {
  if constexpr (std::is_same_v<T, double>) {
    return std::bit_cast<std::uint64_t>(left) == std::bit_cast<std::uint64_t>(right);
  } else {
    return left == right;
  }
}

/// Linear probing; a slot is the upper half of the hash and the code + 1, or 0.
template <typename T>
class Finder {
 public:
  Finder(const Vector& column, std::size_t most)
      : column_(column), most_(most), seed_(new_hash_seed()), slots_(1024) {}

  std::optional<DistinctValues> run() {
    const T* values = column_.values<T>();
    const std::uint8_t* validity = column_.type() == Type::string ? nullptr : column_.validity();
    const std::size_t rows = column_.size();
    found_.codes.resize(rows);
    const Milestone* milestone = std::begin(milestones);
    for (std::size_t row = 0; row < rows; ++row) {
      found_.codes[row] = validity != nullptr && validity[row] == 0 ? code_of_null(row) : code_of(values, row);
      if (found_.positions.size() > most_) return std::nullopt;
      if (milestone != std::end(milestones) && row + 1 == milestone->rows) {
        if (static_cast<double>(found_.positions.size()) > milestone->share * static_cast<double>(row + 1))
          return std::nullopt;
        ++milestone;
      }
    }
    return std::move(found_);
  }

 private:
  std::uint32_t code_of(const T* values, std::size_t row) {
    const std::uint64_t hash = hash_of(values[row], seed_);
    const std::uint64_t tag = hash >> 32 << 32;
    for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      const std::uint64_t slot = slots_[at];
      if (slot == 0) {
        slots_[at] = tag | (found_.positions.size() + 1);
        const std::uint32_t code = add(row, values[row]);
        if (found_.positions.size() * 2 > slots_.size()) grow();
        return code;
      }
      if ((slot >> 32 << 32) != tag) continue;
      const auto code = static_cast<std::uint32_t>(slot) - 1;
      if (same(entries_[code], values[row])) return code;
    }
  }

  std::uint32_t code_of_null(std::size_t row) {
    if (!null_code_) null_code_ = add(row, T{});
    return *null_code_;
  }

  std::uint32_t add(std::size_t row, const T& value) {
    entries_.push_back(value);
    found_.positions.push_back(static_cast<std::uint32_t>(row));
    return static_cast<std::uint32_t>(found_.positions.size() - 1);
  }

  void grow() {
    slots_.assign(slots_.size() * 4, 0);
    for (std::size_t code = 0; code < found_.positions.size(); ++code) {
      if (null_code_ == code) continue;
      const std::uint64_t hash = hash_of(entries_[code], seed_);
      std::size_t at = hash & (slots_.size() - 1);
      while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = hash >> 32 << 32 | (code + 1);
    }
  }

  const Vector& column_;
  std::size_t most_;
  std::uint64_t seed_;
  std::vector<std::uint64_t> slots_;
  std::optional<std::uint32_t> null_code_;
  std::vector<T> entries_;  // close to each other, unlike the rows
  DistinctValues found_;
};

}  // namespace

std::optional<DistinctValues> find_distinct_values(const Vector& column, std::size_t most) {
  return with_physical(physical_of(column.type()), [&]<typename T>(T*) { return Finder<T>(column, most).run(); });
}

}  // namespace kelpie::tables::store
