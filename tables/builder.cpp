#include "tables/builder.hpp"

#include <algorithm>
#include <cstring>

namespace kelpie::tables {

void TextArena::grow(std::size_t size) {
  const std::size_t want = std::max(size, block_size_);
  blocks_.push_back(std::make_unique_for_overwrite<char[]>(want));
  next_ = blocks_.back().get();
  end_ = next_ + want;
  allocated_ += want;
  block_size_ = std::min<std::size_t>(block_size_ * 2, std::size_t{1} << 20);
}

struct ColumnBuilder::State {
  Type type = Type::dynamic;
  std::size_t size = 0;
  std::vector<std::uint8_t> bytes;
  std::vector<std::int64_t> integers;
  std::vector<double> reals;
  std::vector<Decimal> decimals;
  std::vector<Guid> guids;
  std::vector<std::string_view> texts;
  std::vector<std::uint8_t> validity;  // empty while no row is null
  TextArena arena;

  template <typename T>
  std::vector<T>& values() {
    if constexpr (std::is_same_v<T, std::uint8_t>) return bytes;
    else if constexpr (std::is_same_v<T, std::int64_t>) return integers;
    else if constexpr (std::is_same_v<T, double>) return reals;
    else if constexpr (std::is_same_v<T, Decimal>) return decimals;
    else if constexpr (std::is_same_v<T, Guid>) return guids;
    else return texts;
  }
  template <typename T>
  void add(T value, bool valid) {
    if constexpr (std::is_same_v<T, std::string_view>) value = arena.put(value);
    values<T>().push_back(value);
    if (type != Type::string && (!valid || !validity.empty())) {
      if (validity.empty()) validity.assign(size, 1);
      validity.push_back(valid ? 1 : 0);
    }
    ++size;
  }
};

ColumnBuilder::ColumnBuilder(Type type) : state_(std::make_unique<State>()) { state_->type = type; }
ColumnBuilder::~ColumnBuilder() = default;
ColumnBuilder::ColumnBuilder(ColumnBuilder&&) noexcept = default;
ColumnBuilder& ColumnBuilder::operator=(ColumnBuilder&&) noexcept = default;

Type ColumnBuilder::type() const { return state_->type; }
std::size_t ColumnBuilder::size() const { return state_->size; }

void ColumnBuilder::append_null() {
  with_physical(physical_of(state_->type), [&]<typename T>(T*) { state_->add(T{}, false); });
}

void ColumnBuilder::append(const Value& value) {
  if (value.is_null()) return append_null();
  with_physical(physical_of(state_->type), [&]<typename T>(T*) {
    if constexpr (std::is_same_v<T, std::uint8_t>) state_->add<T>(value.as_bool() ? 1 : 0, true);
    else if constexpr (std::is_same_v<T, std::int64_t>) state_->add<T>(value.as_integer(), true);
    else if constexpr (std::is_same_v<T, double>) state_->add<T>(value.as_real(), true);
    else if constexpr (std::is_same_v<T, Decimal>) state_->add<T>(value.as_decimal(), true);
    else if constexpr (std::is_same_v<T, Guid>) state_->add<T>(value.as_guid(), true);
    else state_->add<T>(value.as_text(), true);
  });
}

void ColumnBuilder::append(const Vector& vector, std::size_t row) {
  if (vector.is_dictionary()) return append(vector.dictionary()->values(), vector.code_at(row));
  const std::size_t at = vector.is_constant() ? 0 : row;
  const bool valid = vector.validity() == nullptr || vector.validity()[at] != 0;
  with_physical(physical_of(state_->type), [&]<typename T>(T*) { state_->add<T>(valid ? vector.values<T>()[at] : T{}, valid); });
}

Vector ColumnBuilder::finish() {
  std::shared_ptr<State> state = std::move(state_);
  state_ = std::make_unique<State>();
  state_->type = state->type;
  return with_physical(physical_of(state->type), [&]<typename T>(T*) {
    const T* values = state->template values<T>().data();
    const std::uint8_t* validity = state->validity.empty() ? nullptr : state->validity.data();
    const Type type = state->type;
    const std::size_t size = state->size;
    return Vector::flat(type, size, values, validity, std::move(state));
  });
}

namespace {

Vector concatenate_codes(std::span<const Vector> parts, std::size_t size) {
  return with_codes(parts.front(), [&]<typename Code>(const Code*) {
    auto owner = std::make_shared_for_overwrite<Code[]>(size);
    Code* out = owner.get();
    for (const Vector& part : parts) {
      std::memcpy(out, part.raw_codes(), part.size() * sizeof(Code));
      out += part.size();
    }
    const Code* codes = owner.get();
    return Vector::dictionary(parts.front().dictionary(), parts.front().code_width(), codes, size, std::move(owner));
  });
}

/// Whether all parts are the same value.
bool one_value(std::span<const Vector> parts) {
  const Vector& first = parts.front();
  const auto valid = [](const Vector& part) { return part.validity() == nullptr || *part.validity() != 0; };
  return with_physical(physical_of(first.type()), [&]<typename T>(T*) {
    for (const Vector& part : parts) {
      if (!part.is_constant() || valid(part) != valid(first)) return false;
      const T *a = first.values<T>(), *b = part.values<T>();
      if (a == b || !valid(first)) continue;
      if constexpr (std::is_same_v<T, std::string_view>) {
        if (*a != *b) return false;
      } else if (std::memcmp(a, b, sizeof(T)) != 0) {  // zeros of two signs are two values
        return false;
      }
    }
    return true;
  });
}

/// The rows of parts one behind the other, each row a value.
template <typename T>
struct Joined {
  std::unique_ptr<T[]> values;
  std::unique_ptr<std::uint8_t[]> validity;
  std::unique_ptr<char[]> texts;                    // those that were copied
  std::vector<std::shared_ptr<const void>> owners;  // of those that were not

  void add(const Vector& part, std::size_t row, bool keep) {
    const std::size_t size = part.size();
    T* out = values.get() + row;
    if (part.is_dictionary()) {
      const T* entries = part.dictionary()->values().template values<T>();
      with_codes(part, [&](const auto* codes) {
        for (std::size_t i = 0; i < size; ++i) out[i] = entries[codes[i]];
      });
    } else if (part.is_constant()) {
      std::fill_n(out, size, *part.values<T>());
    } else {
      std::copy_n(part.values<T>(), size, out);
    }
    if constexpr (std::is_same_v<T, std::string_view>) {
      if (keep) owners.push_back(part.is_dictionary() ? std::shared_ptr<const void>(part.dictionary()) : part.owner());
    }
  }
  void add_nulls(const Vector& part, std::size_t row, std::size_t all) {
    const Vector& holds = part.is_dictionary() ? part.dictionary()->values() : part;
    if (holds.validity() == nullptr) return;
    if (!validity) {
      validity = std::make_unique_for_overwrite<std::uint8_t[]>(all);
      std::memset(validity.get(), 1, all);
    }
    std::uint8_t* out = validity.get() + row;
    if (part.is_dictionary()) {
      with_codes(part, [&](const auto* codes) {
        for (std::size_t i = 0; i < part.size(); ++i) out[i] = holds.validity()[codes[i]];
      });
    } else if (part.is_constant()) {
      std::memset(out, *holds.validity(), part.size());
    } else {
      std::memcpy(out, holds.validity(), part.size());
    }
  }
  /// Copies the texts of all rows, so that they need no owner.
  void copy_texts(std::size_t size) {
    if constexpr (std::is_same_v<T, std::string_view>) {
      const auto repeats = [](std::string_view a, std::string_view b) { return a.data() == b.data() && a.size() == b.size(); };
      std::size_t bytes = 0;
      for (std::size_t i = 0; i < size; ++i) bytes += i > 0 && repeats(values[i], values[i - 1]) ? 0 : values[i].size();
      texts = std::make_unique_for_overwrite<char[]>(bytes);
      char* to = texts.get();
      std::string_view before;
      for (std::size_t i = 0; i < size; ++i) {
        const std::string_view text = values[i];
        if (i > 0 && repeats(text, before)) {
          values[i] = values[i - 1];
          continue;
        }
        before = text;
        to = std::copy_n(text.data(), text.size(), to);
        values[i] = {to - text.size(), text.size()};
      }
    }
  }
};

}  // namespace

Vector concatenate(Type type, std::span<const Vector> parts) {
  if (parts.empty()) return Vector::null(type, 0);
  if (parts.size() == 1) return parts.front();
  std::size_t size = 0;
  bool shared = true;
  for (const Vector& part : parts) {
    size += part.size();
    shared &= part.is_dictionary() && part.dictionary() == parts.front().dictionary() && part.code_width() == parts.front().code_width();
  }
  if (shared) return concatenate_codes(parts, size);
  if (one_value(parts)) return Vector::constant(parts.front().value_at(0), size);
  // Few rows of a part would keep all of the part's memory.
  constexpr std::size_t few_rows = 64;
  const bool keep = size > few_rows * parts.size();
  return with_physical(physical_of(type), [&]<typename T>(T*) {
    auto joined = std::make_shared<Joined<T>>();
    joined->values = std::make_unique_for_overwrite<T[]>(size);
    std::size_t row = 0;
    for (const Vector& part : parts) {
      if (part.size() == 0) continue;
      joined->add(part, row, keep);
      joined->add_nulls(part, row, size);
      row += part.size();
    }
    if (!keep) joined->copy_texts(size);
    const T* values = joined->values.get();
    const std::uint8_t* validity = joined->validity.get();
    return Vector::flat(type, size, values, validity, std::move(joined));
  });
}

}  // namespace kelpie::tables
