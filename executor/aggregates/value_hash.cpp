#include "executor/aggregates/value_hash.hpp"

#define XXH_INLINE_ALL
#include <bit>
#include <cmath>

#include <xxhash.h>

namespace kelpie::executor {

namespace {

using tables::DynamicKind;
using tables::DynamicView;

/// Deeper values are hashed by their bytes: nothing recurses without limit.
constexpr int deepest = static_cast<int>(tables::max_dynamic_depth);

std::uint64_t hash_text(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

std::uint64_t hash_dynamic(DynamicView value, int depth) {
  if (depth > deepest) return hash_text(value.bytes());
  const auto tag = static_cast<std::uint64_t>(value.kind()) * 0x9e3779b97f4a7c15ULL;
  switch (value.kind()) {
    case DynamicKind::null:
      return tag;
    case DynamicKind::boolean:
      return mix_bits(tag + (value.as_bool() ? 1 : 0));
    case DynamicKind::long_:
      return hash_value(static_cast<double>(value.as_integer()));
    case DynamicKind::real:
      return hash_value(value.as_real());
    case DynamicKind::datetime:
    case DynamicKind::timespan:
      return mix_bits(tag ^ static_cast<std::uint64_t>(value.as_integer()));
    case DynamicKind::guid:
      return mix_bits(tag ^ hash_value(value.as_guid()));
    case DynamicKind::decimal:
      return mix_bits(tag ^ hash_value(value.as_decimal()));
    case DynamicKind::string:
      return hash_text(value.as_string());
    case DynamicKind::array: {
      std::uint64_t hash = tag;
      for (std::size_t i = 0; i < value.size(); ++i)
        hash = mix_bits(hash * 31 + hash_dynamic(value.element(i), depth + 1));
      return hash;
    }
    case DynamicKind::bag: {
      std::uint64_t hash = tag;
      for (std::size_t i = 0; i < value.size(); ++i) {
        hash += mix_bits(hash_text(value.key(i)) * 31 + hash_dynamic(value.value(i), depth + 1));
      }
      return mix_bits(hash);
    }
  }
  return tag;
}

template <typename T>
std::uint64_t hash_cell(tables::Type type, const T& cell) {
  if constexpr (std::is_same_v<T, std::string_view>) {
    return type == tables::Type::dynamic ? hash_dynamic(DynamicView(cell), 0) : hash_text(cell);
  } else {
    return hash_value(cell);
  }
}

}  // namespace

std::uint64_t hash_value(double value) {
  if (std::isnan(value)) return mix_bits(0x7ff8000000000000ULL);
  return mix_bits(std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value));
}

std::uint64_t hash_value(const tables::Decimal& value) {
  const auto low = static_cast<std::uint64_t>(value.coefficient);
  const auto high = static_cast<std::uint64_t>(value.coefficient >> 64);
  return mix_bits(low ^ mix_bits(high ^ mix_bits(static_cast<std::uint64_t>(value.exponent))));
}

std::uint64_t hash_value(const tables::Guid& value) {
  return mix_bits(value.high ^ mix_bits(value.low ^ 0x9e3779b97f4a7c15ULL));
}

std::uint64_t hash_value(std::string_view text) { return hash_text(text); }

std::uint64_t hash_value(DynamicView value) { return hash_dynamic(value, 0); }

void hash_rows(const tables::Vector& flat, std::size_t first, std::size_t count, std::uint64_t* out) {
  tables::with_physical(tables::physical_of(flat.type()), [&]<typename T>(T*) {
    const T* values = flat.values<T>() + first;
    if (flat.type() == tables::Type::dynamic) {
      for (std::size_t row = 0; row < count; ++row) out[row] = hash_cell(tables::Type::dynamic, values[row]);
    } else {
      for (std::size_t row = 0; row < count; ++row) out[row] = hash_cell(tables::Type::string, values[row]);
    }
  });
}

std::uint64_t hash_row(const tables::Vector& flat, std::size_t row) {
  return tables::with_physical(tables::physical_of(flat.type()),
                               [&]<typename T>(T*) { return hash_cell(flat.type(), flat.values<T>()[row]); });
}

}  // namespace kelpie::executor
