#include "rules/incremental/kept_column.hpp"

#include <algorithm>

#include "tables/builder.hpp"

namespace kelpie::rules {

namespace {

using tables::Vector;

template <typename T>
KeptColumn keep_flat(tables::Type type, std::span<const Vector> parts, std::size_t size) {
  tables::FlatBuilder<T> builder(type, size);
  std::size_t bytes = size * sizeof(T);
  std::size_t row = 0;
  for (const Vector& part : parts) {
    const Vector flat = part.flattened();
    const T* values = flat.template values<T>();
    const std::uint8_t* validity = flat.validity();
    for (std::size_t i = 0; i < flat.size(); ++i, ++row) {
      if (validity != nullptr && validity[i] == 0) {
        builder.set_null(row);
      } else if constexpr (std::is_same_v<T, std::string_view>) {
        builder.set(row, builder.arena().put(values[i]));
        bytes += values[i].size();
      } else {
        builder.set(row, values[i]);
      }
    }
    if (validity != nullptr) bytes += flat.size();
  }
  return {builder.finish(), bytes};
}

KeptColumn keep_flat(tables::Type type, std::span<const Vector> parts, std::size_t size) {
  return tables::with_physical(tables::physical_of(type),
                               [&]<typename T>(T*) { return keep_flat<T>(type, parts, size); });
}

/// The codes over the entries that occur, numbered in order of appearance.
KeptColumn keep_codes(tables::Type type, std::span<const Vector> parts, std::size_t size) {
  const auto& dictionary = parts.front().dictionary();
  constexpr std::uint32_t unused = UINT32_MAX;
  std::vector<std::uint32_t> code_of(dictionary->size(), unused);
  std::vector<std::uint32_t> used;
  for (const Vector& part : parts) {
    tables::with_codes(part, [&](const auto* codes) {
      for (std::size_t row = 0; row < part.size(); ++row) {
        std::uint32_t& code = code_of[codes[row]];
        if (code != unused) continue;
        code = static_cast<std::uint32_t>(used.size());
        used.push_back(codes[row]);
      }
    });
  }
  if (used.size() * 2 > size) return keep_flat(type, parts, size);
  const Vector entries = dictionary->values().gather(used);
  KeptColumn kept = keep_flat(type, std::span(&entries, 1), entries.size());
  const auto own = std::make_shared<const tables::Dictionary>(kept.values, dictionary->distinct());
  const auto encode = [&]<typename Code>(Code) {
    auto owner = std::make_shared_for_overwrite<Code[]>(size);
    Code* out = owner.get();
    for (const Vector& part : parts) {
      tables::with_codes(part, [&](const auto* codes) {
        for (std::size_t row = 0; row < part.size(); ++row) *out++ = static_cast<Code>(code_of[codes[row]]);
      });
    }
    kept.values = Vector::dictionary(own, tables::width_for(used.size()), owner.get(), size, owner);
    kept.bytes += size * sizeof(Code);
  };
  switch (tables::width_for(used.size())) {
    case tables::CodeWidth::one:
      encode(std::uint8_t{});
      break;
    case tables::CodeWidth::two:
      encode(std::uint16_t{});
      break;
    case tables::CodeWidth::four:
      encode(std::uint32_t{});
      break;
  }
  return kept;
}

}  // namespace

KeptColumn keep_column(tables::Type type, std::span<const Vector> parts) {
  std::size_t size = 0;
  bool coded = !parts.empty();
  for (const Vector& part : parts) {
    size += part.size();
    coded &= part.is_dictionary() && part.dictionary() == parts.front().dictionary();
  }
  return coded ? keep_codes(type, parts, size) : keep_flat(type, parts, size);
}

}  // namespace kelpie::rules
