#include "executor/aggregates/kept_batches.hpp"

#include <cassert>
#include <cstring>
#include <memory>
#include <utility>

namespace kelpie::executor {

namespace {

using tables::Dictionary;
using tables::Vector;

/// Where the cells of a column lie in one batch.
template <typename T>
struct Source {
  const T* values = nullptr;
  const std::uint8_t* validity = nullptr;
  const void* codes = nullptr;  // nullptr: row or constant
  tables::CodeWidth width = tables::CodeWidth::one;
  std::uint32_t step = 1;

  Source() = default;
  explicit Source(const Vector& vector) {
    const Vector& cells = vector.is_dictionary() ? vector.dictionary()->values() : vector;
    values = cells.values<T>();
    validity = cells.validity();
    if (vector.is_dictionary()) codes = vector.raw_codes(), width = vector.code_width();
    if (vector.is_constant()) step = 0;
  }

  [[nodiscard]] std::size_t at(std::uint32_t row) const {
    if (codes == nullptr) return row * step;
    switch (width) {
      case tables::CodeWidth::one:
        return static_cast<const std::uint8_t*>(codes)[row];
      case tables::CodeWidth::two:
        return static_cast<const std::uint16_t*>(codes)[row];
      case tables::CodeWidth::four:
        break;
    }
    return static_cast<const std::uint32_t*>(codes)[row];
  }
};

template <typename T>
struct GatheredCells {
  std::unique_ptr<T[]> values;
  std::unique_ptr<std::uint8_t[]> validity;
  std::vector<Vector> sources;  // text lies there
};

struct GatheredCodes {
  std::unique_ptr<std::uint32_t[]> codes;
};

}  // namespace

void KeptBatches::keep(std::span<const Vector> columns) {
  batches_.emplace_back(columns.begin(), columns.end());
  ++held_;
}

std::uint32_t KeptBatches::take(KeptBatches& other) {
  const std::uint32_t offset = next();
  for (auto& batch : other.batches_) batches_.push_back(std::move(batch));
  held_ += other.held_;
  other.batches_.clear();
  other.held_ = 0;
  return offset;
}

void KeptBatches::release(const std::vector<bool>& wanted) {
  assert(wanted.size() == batches_.size());
  held_ = 0;
  for (std::size_t batch = 0; batch < batches_.size(); ++batch) {
    if (!wanted[batch]) std::vector<Vector>().swap(batches_[batch]);
    if (!batches_[batch].empty()) ++held_;
  }
  wanted_ = held_;
}

Vector KeptBatches::gather(std::size_t column, tables::Type type, std::span<const RowReference> rows) const {
  bool missing = false;
  std::vector<bool> used(batches_.size(), false);
  for (const RowReference& row : rows) {
    if (row.batch == RowReference::none)
      missing = true;
    else
      used[row.batch] = true;
  }
  std::vector<Vector> parts(batches_.size());
  std::shared_ptr<const Dictionary> dictionary;
  bool one_dictionary = !missing;
  for (std::size_t batch = 0; batch < batches_.size(); ++batch) {
    if (!used[batch]) continue;
    parts[batch] = batches_[batch][column];
    if (dictionary == nullptr) dictionary = parts[batch].dictionary();
    one_dictionary = one_dictionary && parts[batch].is_dictionary() && parts[batch].dictionary() == dictionary;
  }
  return tables::with_physical(tables::physical_of(type), [&]<typename T>(T*) {
    std::vector<Source<T>> sources(parts.size());
    bool nulls = missing;
    for (std::size_t batch = 0; batch < parts.size(); ++batch) {
      if (!used[batch]) continue;
      sources[batch] = Source<T>(parts[batch]);
      nulls = nulls || sources[batch].validity != nullptr;
    }
    if (one_dictionary && dictionary != nullptr) {
      auto cells = std::make_shared<GatheredCodes>();
      cells->codes = std::make_unique_for_overwrite<std::uint32_t[]>(rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i) {
        cells->codes[i] = static_cast<std::uint32_t>(sources[rows[i].batch].at(rows[i].row));
      }
      const std::uint32_t* codes = cells->codes.get();
      return Vector::dictionary(dictionary, tables::CodeWidth::four, codes, rows.size(), std::move(cells));
    }
    auto cells = std::make_shared<GatheredCells<T>>();
    cells->values = std::make_unique_for_overwrite<T[]>(rows.size());
    if (nulls && type != tables::Type::string) {
      cells->validity = std::make_unique_for_overwrite<std::uint8_t[]>(rows.size());
      std::memset(cells->validity.get(), 1, rows.size());
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].batch == RowReference::none) {
        cells->values[i] = T{};
        if (cells->validity) cells->validity[i] = 0;
        continue;
      }
      const Source<T>& source = sources[rows[i].batch];
      const std::size_t at = source.at(rows[i].row);
      cells->values[i] = source.values[at];
      if (cells->validity && source.validity != nullptr) cells->validity[i] = source.validity[at];
    }
    if constexpr (std::is_same_v<T, std::string_view>) cells->sources = std::move(parts);
    const T* values = cells->values.get();
    const std::uint8_t* validity = cells->validity.get();
    return Vector::flat<T>(type, rows.size(), values, validity, std::move(cells));
  });
}

}  // namespace kelpie::executor
