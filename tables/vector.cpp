#include "tables/vector.hpp"

#include <cstring>

namespace kelpie::tables {

namespace {

/// One constant with its text.
template <typename T>
struct ConstantCell {
  T value{};
  std::uint8_t valid = 1;
  std::string text;
};

template <typename T>
struct FlatCells {
  std::unique_ptr<T[]> values;
  std::unique_ptr<std::uint8_t[]> validity;
  std::shared_ptr<const void> source;
};

template <typename T>
T value_as(const Value& value, std::string& text) {
  if constexpr (std::is_same_v<T, std::uint8_t>) {
    return value.as_bool() ? 1 : 0;
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return value.as_integer();
  } else if constexpr (std::is_same_v<T, double>) {
    return value.as_real();
  } else if constexpr (std::is_same_v<T, Decimal>) {
    return value.as_decimal();
  } else if constexpr (std::is_same_v<T, Guid>) {
    return value.as_guid();
  } else {
    text = value.as_text();
    return text;
  }
}

template <typename T>
Value make_value(Type type, const T& value) {
  if constexpr (std::is_same_v<T, std::uint8_t>) {
    return Value::boolean(value != 0);
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    switch (type) {
      case Type::int_: return Value::int_(value);
      case Type::datetime: return Value::datetime(value);
      case Type::timespan: return Value::timespan(value);
      default: return Value::long_(value);
    }
  } else if constexpr (std::is_same_v<T, double>) {
    return Value::real(value);
  } else if constexpr (std::is_same_v<T, Decimal>) {
    return Value::decimal(value);
  } else if constexpr (std::is_same_v<T, Guid>) {
    return Value::guid(value);
  } else {
    return type == Type::string ? Value::string(std::string(value)) : Value::dynamic(std::string(value));
  }
}

/// Copies rows picked by `row_of(i)`; `no_row` where `MayMiss` gives a null.
template <bool MayMiss, typename RowOf>
Vector pick(const Vector& from, std::size_t count, RowOf row_of) {
  return with_physical(physical_of(from.type()), [&]<typename T>(T*) {
    auto cells = std::make_shared<FlatCells<T>>();
    cells->values = std::make_unique_for_overwrite<T[]>(count);
    cells->source = from.owner();
    const T* values = from.values<T>();
    const std::uint8_t* validity = from.validity();
    const bool nulls = (validity != nullptr || MayMiss) && from.type() != Type::string;
    if (nulls) cells->validity = std::make_unique_for_overwrite<std::uint8_t[]>(count);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t row = row_of(i);
      const bool missing = MayMiss && row == Vector::no_row;
      cells->values[i] = missing ? T{} : values[row];
      if (nulls) cells->validity[i] = missing ? 0 : validity == nullptr ? 1 : validity[row];
    }
    const T* out = cells->values.get();
    const std::uint8_t* out_validity = cells->validity.get();
    return Vector::flat(from.type(), count, out, out_validity, std::move(cells));
  });
}

}  // namespace

Vector Vector::constant(const Value& value, std::size_t size) {
  return with_physical(physical_of(value.type()), [&]<typename T>(T*) {
    auto cell = std::make_shared<ConstantCell<T>>();
    if (value.is_null()) {
      cell->valid = 0;
    } else {
      cell->value = value_as<T>(value, cell->text);
    }
    const T* data = &cell->value;
    const std::uint8_t* validity = value.is_null() ? &cell->valid : nullptr;
    return Vector(value.type(), Encoding::constant, size, data, validity, std::move(cell));
  });
}

Vector Vector::null(Type type, std::size_t size) { return constant(Value(type), size); }

Vector Vector::dictionary(std::shared_ptr<const Dictionary> dictionary, CodeWidth width, const void* codes, std::size_t size,
                          std::shared_ptr<const void> owner) {
  Vector result(dictionary->values().type(), Encoding::dictionary, size, codes, nullptr, std::move(owner));
  result.dictionary_ = std::move(dictionary);
  result.code_width_ = width;
  return result;
}

std::uint32_t Vector::code_at(std::size_t row) const {
  return with_codes(*this, [&](const auto* codes) { return static_cast<std::uint32_t>(codes[row]); });
}

bool Vector::is_null_at(std::size_t row) const {
  if (encoding_ == Encoding::dictionary) return dictionary_->values().is_null_at(code_at(row));
  return validity_ != nullptr && validity_[encoding_ == Encoding::constant ? 0 : row] == 0;
}

Value Vector::value_at(std::size_t row) const {
  if (encoding_ == Encoding::dictionary) return dictionary_->values().value_at(code_at(row));
  const std::size_t at = encoding_ == Encoding::constant ? 0 : row;
  if (validity_ != nullptr && validity_[at] == 0) return Value(type_);
  return with_physical(physical_of(type_), [&]<typename T>(T*) { return make_value<T>(type_, static_cast<const T*>(data_)[at]); });
}

Vector Vector::slice(std::size_t offset, std::size_t count) const {
  assert(offset + count <= size_);
  Vector result = *this;
  result.size_ = count;
  if (offset == 0 || encoding_ == Encoding::constant) return result;
  if (encoding_ == Encoding::dictionary) {
    result.data_ = static_cast<const std::uint8_t*>(data_) + offset * static_cast<std::size_t>(code_width_);
    return result;
  }
  with_physical(physical_of(type_), [&]<typename T>(T*) { result.data_ = static_cast<const T*>(data_) + offset; });
  if (validity_ != nullptr) result.validity_ = validity_ + offset;
  return result;
}

Vector Vector::with_type(Type type) const {
  assert(physical_of(type) == physical_of(type_));
  Vector result = *this;
  result.type_ = type;
  if (dictionary_ && type != type_) {
    result.dictionary_ = std::make_shared<const Dictionary>(dictionary_->values().with_type(type), dictionary_->distinct());
  }
  return result;
}

Vector Vector::with_dictionary(std::shared_ptr<const Dictionary> dictionary) const {
  assert(encoding_ == Encoding::dictionary && dictionary->size() == dictionary_->size());
  Vector result = *this;
  result.type_ = dictionary->values().type();
  result.dictionary_ = std::move(dictionary);
  result.range_.reset();
  return result;
}

Vector Vector::flattened() const {
  switch (encoding_) {
    case Encoding::flat: return *this;
    case Encoding::constant: return pick<false>(*this, size_, [](std::size_t) { return 0u; });
    case Encoding::dictionary: break;
  }
  Vector result = with_codes(*this, [&](const auto* codes) {
    return pick<false>(dictionary_->values(), size_, [codes](std::size_t i) { return static_cast<std::uint32_t>(codes[i]); });
  });
  result.range_ = range_;
  return result;
}

Vector Vector::gather(std::span<const std::uint32_t> rows) const {
  if (encoding_ == Encoding::constant) {
    Vector result = *this;
    result.size_ = rows.size();
    return result;
  }
  if (encoding_ == Encoding::dictionary) {
    return with_codes(*this, [&]<typename Code>(const Code* codes) {
      auto owner = std::make_shared_for_overwrite<Code[]>(rows.size());
      Code* out = owner.get();
      for (std::size_t i = 0; i < rows.size(); ++i) out[i] = codes[rows[i]];
      Vector result = dictionary(dictionary_, code_width_, out, rows.size(), std::move(owner));
      return result;
    });
  }
  Vector result = pick<false>(*this, rows.size(), [rows](std::size_t i) { return rows[i]; });
  result.range_ = range_;
  return result;
}

Vector Vector::gather_or_null(std::span<const std::uint32_t> rows) const {
  if (encoding_ == Encoding::flat) return pick<true>(*this, rows.size(), [rows](std::size_t i) { return rows[i]; });
  bool misses = false;
  for (const std::uint32_t row : rows) misses |= row == no_row;
  if (!misses) return gather(rows);
  return pick<true>(flattened(), rows.size(), [rows](std::size_t i) { return rows[i]; });
}

std::shared_ptr<const void> join_owners(std::shared_ptr<const void> first, std::shared_ptr<const void> second) {
  if (!first || first == second) return second;
  if (!second) return first;
  using Pair = std::pair<std::shared_ptr<const void>, std::shared_ptr<const void>>;
  return std::make_shared<const Pair>(std::move(first), std::move(second));
}

}  // namespace kelpie::tables
