#include "executor/operators/sort_keys.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace kelpie::executor {

using tables::Vector;

std::uint64_t order_number(double value) {
  if (std::isnan(value)) return 0;
  if (value == 0) value = 0;  // -0.0
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return (bits >> 63) != 0 ? ~bits : bits | (1ull << 63);
}

namespace {

template <typename T>
bool less(const T& left, const T& right) {
  if constexpr (std::is_same_v<T, tables::Decimal>) return tables::compare(left, right) < 0;
  else return left < right;
}

/// Numbers for values that have none of their own: their place among the distinct ones.
template <typename T>
std::vector<std::uint64_t> ranks_of(const T* values, std::size_t size) {
  std::vector<std::uint32_t> order(size);
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return less(values[a], values[b]); });
  std::vector<std::uint64_t> ranks(size);
  std::uint64_t rank = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0 && less(values[order[i - 1]], values[order[i]])) ++rank;
    ranks[order[i]] = rank;
  }
  return ranks;
}

std::vector<std::uint64_t> numbers_of(const Vector& flat) {
  return tables::with_physical(tables::physical_of(flat.type()), [&]<typename T>(T*) {
    const T* values = flat.values<T>();
    if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, double>) {
      std::vector<std::uint64_t> numbers(flat.size());
      for (std::size_t i = 0; i < flat.size(); ++i) numbers[i] = order_number(values[i]);
      return numbers;
    } else if constexpr (std::is_same_v<T, std::uint8_t>) {
      return std::vector<std::uint64_t>(values, values + flat.size());
    } else {
      return ranks_of(values, flat.size());
    }
  });
}

/// Numbers and null flags of a vector, through its dictionary where it has one.
struct Numbers {
  std::vector<std::uint64_t> values;
  std::vector<std::uint8_t> nulls;  // empty: none
};

Numbers flat_numbers(const Vector& flat) {
  Numbers numbers{numbers_of(flat), {}};
  if (flat.validity() != nullptr) {
    numbers.nulls.resize(flat.size());
    for (std::size_t i = 0; i < flat.size(); ++i) numbers.nulls[i] = flat.validity()[i] == 0;
  }
  return numbers;
}

/// The vector over a dictionary of the entries that its rows have.
Vector with_used_entries(const Vector& vector) {
  constexpr std::uint32_t unused = UINT32_MAX;
  std::vector<std::uint32_t> place(vector.dictionary()->size(), unused);
  std::vector<std::uint32_t> used;
  auto own = std::make_shared<std::vector<std::uint32_t>>(vector.size());
  tables::with_codes(vector, [&](const auto* codes) {
    for (std::size_t i = 0; i < vector.size(); ++i) {
      std::uint32_t& at = place[codes[i]];
      if (at == unused) {
        at = static_cast<std::uint32_t>(used.size());
        used.push_back(codes[i]);
      }
      (*own)[i] = at;
    }
  });
  auto entries = std::make_shared<const tables::Dictionary>(vector.dictionary()->values().gather(used), vector.dictionary()->distinct());
  const std::uint32_t* codes = own->data();
  return Vector::dictionary(std::move(entries), tables::CodeWidth::four, codes, vector.size(), std::move(own));
}

Numbers all_numbers(const Vector& vector) {
  // Entries that no row has would be put in order for nothing, and few rows are not worth a look at all entries.
  constexpr std::size_t few = 32;
  if (!vector.is_dictionary() || vector.size() * few < vector.dictionary()->size()) return flat_numbers(vector.flattened());
  if (vector.size() < vector.dictionary()->size()) return all_numbers(with_used_entries(vector));
  const Numbers entries = flat_numbers(vector.dictionary()->values());
  Numbers numbers;
  numbers.values.resize(vector.size());
  if (!entries.nulls.empty()) numbers.nulls.resize(vector.size());
  tables::with_codes(vector, [&](const auto* codes) {
    for (std::size_t i = 0; i < vector.size(); ++i) numbers.values[i] = entries.values[codes[i]];
    for (std::size_t i = 0; i < numbers.nulls.size(); ++i) numbers.nulls[i] = entries.nulls[codes[i]];
  });
  return numbers;
}

}  // namespace

SortKeys::SortKeys(std::span<const Vector> values, std::span<const SortTerm> terms) : rows_(values.empty() ? 0 : values.front().size()) {
  for (std::size_t i = 0; i < terms.size(); ++i) add(values[i], terms[i]);
}

void SortKeys::add(const Vector& values, const SortTerm& term) {
  Numbers numbers = all_numbers(values);
  if (values.type() == tables::Type::real) {
    // NaN goes where nulls go, after them seen from that end.
    for (std::size_t i = 0; i < rows_; ++i) {
      if (numbers.values[i] != 0) continue;
      if (numbers.nulls.empty()) numbers.nulls.resize(rows_);
      if (numbers.nulls[i] == 0) numbers.nulls[i] = 2;
    }
  }
  if (!numbers.nulls.empty()) {
    std::vector<std::uint64_t> place(rows_);
    for (std::size_t i = 0; i < rows_; ++i) {
      const std::uint8_t kind = numbers.nulls[i];  // 0 value, 1 null, 2 NaN
      place[i] = term.nulls_first ? (kind == 1 ? 0 : kind == 2 ? 1 : 2) : (kind == 0 ? 0 : kind == 2 ? 1 : 2);
      if (kind != 0) numbers.values[i] = 0;
    }
    keys_.push_back(std::move(place));
  }
  if (!term.ascending) {
    for (std::uint64_t& number : numbers.values) number = ~number;
  }
  keys_.push_back(std::move(numbers.values));
}

std::vector<std::uint32_t> SortKeys::sorted() const {
  struct Item {
    std::uint64_t key;
    std::uint32_t row;
  };
  std::vector<Item> items(rows_);
  for (std::size_t i = 0; i < rows_; ++i) items[i] = {keys_.empty() ? 0 : keys_.front()[i], static_cast<std::uint32_t>(i)};
  std::sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
    if (a.key != b.key) return a.key < b.key;
    for (std::size_t k = 1; k < keys_.size(); ++k) {
      if (keys_[k][a.row] != keys_[k][b.row]) return keys_[k][a.row] < keys_[k][b.row];
    }
    return a.row < b.row;
  });
  std::vector<std::uint32_t> rows(rows_);
  for (std::size_t i = 0; i < rows_; ++i) rows[i] = items[i].row;
  return rows;
}

}  // namespace kelpie::executor
