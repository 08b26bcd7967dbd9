#include "tables/builder.hpp"

#include <algorithm>

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
  return with_physical(physical_of(type), [&]<typename T>(T*) {
    FlatBuilder<T> builder(type, size);
    std::size_t row = 0;
    for (const Vector& part : parts) {
      const Vector flat = part.flattened();
      builder.keep(flat.owner());
      const T* values = flat.values<T>();
      const std::uint8_t* validity = flat.validity();
      if (flat.size() > 0) std::copy(values, values + flat.size(), builder.values() + row);
      if (validity != nullptr) {
        for (std::size_t i = 0; i < flat.size(); ++i) {
          if (validity[i] == 0) builder.set_null(row + i);
        }
      }
      row += flat.size();
    }
    return builder.finish();
  });
}

}  // namespace kelpie::tables
