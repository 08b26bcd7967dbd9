#include "executor/operators/key_column.hpp"

#include <algorithm>

namespace kelpie::executor {

using tables::Dictionary;
using tables::Physical;
using tables::Vector;

namespace {

constexpr std::uint32_t null_place = UINT32_MAX;

template <typename Variant>
Variant make_interner(tables::Type type) {
  switch (tables::physical_of(type)) {
    case Physical::byte: return Variant(std::in_place_index<0>);
    case Physical::integer: return Variant(std::in_place_index<1>);
    case Physical::real: return Variant(std::in_place_index<2>);
    case Physical::decimal: return Variant(std::in_place_index<3>);
    case Physical::guid: return Variant(std::in_place_index<4>);
    case Physical::text: break;
  }
  return Variant(std::in_place_index<5>);
}

}  // namespace

struct KeyColumn::Local::State {
  std::shared_ptr<const Dictionary> dictionary;                    // the last one seen
  std::shared_ptr<const std::vector<std::uint32_t>> translation;  // empty: its codes are the numbers
  std::unique_ptr<Shared> known;                                   // flat values seen by this thread
  std::vector<std::uint32_t> numbers;                              // of them
  std::uint32_t null_number = UINT32_MAX;
};

KeyColumn::Local::Local() : state_(std::make_unique<State>()) {}
KeyColumn::Local::~Local() = default;
KeyColumn::Local::Local(Local&&) noexcept = default;

std::uint32_t KeyColumn::end() const {
  const std::lock_guard lock(mutex_);
  return end_;
}

std::uint32_t KeyColumn::null_number() {
  enter_base();
  if (null_number_ == UINT32_MAX) {
    null_number_ = end_++;
    added_.push_back(null_place);
  }
  return null_number_;
}

template <tables::PhysicalValue T>
std::uint32_t KeyColumn::shared_number(const T& value) {
  enter_base();
  bool added = false;
  const std::uint32_t place = std::get<Interner<T>>(*known_).intern(value, added);
  if (added) {
    numbers_of_known_.push_back(end_++);
    added_.push_back(place);
  }
  return numbers_of_known_[place];
}

/// Puts the base's values among the known ones, when something else than its codes comes for the first time.
void KeyColumn::enter_base() {
  if (!known_) known_ = std::make_unique<Shared>(make_interner<Shared>(type_));
  if (base_entered_ || !base_) return;
  base_entered_ = true;
  tables::with_physical(tables::physical_of(type_), [&]<typename T>(T*) {
    const Vector& values = base_->values();
    for (std::uint32_t code = 0; code < values.size(); ++code) {
      if (values.validity() != nullptr && values.validity()[code] == 0) {
        null_number_ = code;
        continue;
      }
      bool added = false;
      std::get<Interner<T>>(*known_).intern(values.values<T>()[code], added);
      if (added) numbers_of_known_.push_back(code);
    }
  });
}

std::shared_ptr<const std::vector<std::uint32_t>> KeyColumn::translate(const std::shared_ptr<const Dictionary>& dictionary) {
  for (const Translation& translation : translations_) {
    if (translation.from == dictionary) return translation.numbers;
  }
  auto numbers = std::make_shared<std::vector<std::uint32_t>>(dictionary->size());
  tables::with_physical(tables::physical_of(type_), [&]<typename T>(T*) {
    const Vector& values = dictionary->values();
    for (std::uint32_t code = 0; code < values.size(); ++code) {
      const bool null = values.validity() != nullptr && values.validity()[code] == 0;
      (*numbers)[code] = null ? null_number() : shared_number<T>(values.values<T>()[code]);
    }
  });
  translations_.push_back({dictionary, numbers});
  return numbers;
}

template <tables::PhysicalValue T>
void KeyColumn::flat_numbers(const Vector& values, Local& local, std::uint32_t* out) {
  Local::State& state = *local.state_;
  if (!state.known) state.known = std::make_unique<Shared>(make_interner<Shared>(type_));
  auto& known = std::get<Interner<T>>(*state.known);
  const T* data = values.values<T>();
  const std::uint8_t* validity = values.validity();
  const std::size_t size = values.is_constant() ? std::min<std::size_t>(1, values.size()) : values.size();
  T last{};
  std::uint32_t last_number = UINT32_MAX;
  for (std::size_t row = 0; row < size; ++row) {
    if (validity != nullptr && validity[row] == 0) {
      if (state.null_number == UINT32_MAX) {
        const std::lock_guard lock(mutex_);
        state.null_number = null_number();
      }
      out[row] = state.null_number;
      continue;
    }
    if (last_number != UINT32_MAX && data[row] == last) {
      out[row] = last_number;
      continue;
    }
    bool added = false;
    const std::uint32_t place = known.intern(data[row], added);
    if (added) {
      const std::lock_guard lock(mutex_);
      state.numbers.push_back(shared_number<T>(data[row]));
    }
    last = data[row];
    last_number = state.numbers[place];
    out[row] = last_number;
  }
  if (values.is_constant()) std::fill(out + size, out + values.size(), size == 0 ? 0 : out[0]);
}

void KeyColumn::numbers(const Vector& values, Local& local, std::uint32_t* out) {
  if (!values.is_dictionary()) {
    tables::with_physical(tables::physical_of(type_), [&]<typename T>(T*) { flat_numbers<T>(values, local, out); });
    return;
  }
  Local::State& state = *local.state_;
  if (state.dictionary != values.dictionary()) {
    const std::lock_guard lock(mutex_);
    // A dictionary of reals may hold -0.0, or both zeros, which are one key.
    if (!base_ && !known_ && type_ != tables::Type::real && values.dictionary()->distinct()) {
      base_ = values.dictionary();
      end_ = static_cast<std::uint32_t>(base_->size());
    }
    state.translation = values.dictionary() == base_ ? nullptr : translate(values.dictionary());
    state.dictionary = values.dictionary();
  }
  tables::with_codes(values, [&](const auto* codes) {
    if (!state.translation) {
      for (std::size_t row = 0; row < values.size(); ++row) out[row] = codes[row];
    } else {
      const std::uint32_t* numbers = state.translation->data();
      for (std::size_t row = 0; row < values.size(); ++row) out[row] = numbers[codes[row]];
    }
  });
}

Vector KeyColumn::values(std::span<const std::uint32_t> numbers) {
  std::shared_ptr<const Dictionary> dictionary = base_;
  if (!base_ || !added_.empty()) {
    tables::with_physical(tables::physical_of(type_), [&]<typename T>(T*) {
      const std::size_t from_base = base_ ? base_->size() : 0;
      tables::FlatBuilder<T> builder(type_, from_base + added_.size());
      for (std::size_t code = 0; code < from_base; ++code) {
        if (base_->values().is_null_at(code)) builder.set_null(code);
        else builder.set(code, base_->values().values<T>()[code]);
      }
      if (base_) builder.keep(base_->values().owner());
      for (std::size_t i = 0; i < added_.size(); ++i) {
        if (added_[i] == null_place) {
          builder.set_null(from_base + i);
          continue;
        }
        T value = std::get<Interner<T>>(*known_).values()[added_[i]];
        if constexpr (std::is_same_v<T, std::string_view>) value = builder.arena().put(value);
        builder.set(from_base + i, value);
      }
      dictionary = std::make_shared<const Dictionary>(builder.finish(), true);
    });
  }
  auto codes = std::make_shared_for_overwrite<std::uint32_t[]>(numbers.size());
  std::copy(numbers.begin(), numbers.end(), codes.get());
  const std::uint32_t* data = codes.get();
  Vector result = Vector::dictionary(std::move(dictionary), tables::CodeWidth::four, data, numbers.size(), std::move(codes));
  // Numbers and times are worked on as they are; text profits from staying coded.
  return tables::physical_of(type_) == Physical::text ? result : result.flattened();
}

}  // namespace kelpie::executor
