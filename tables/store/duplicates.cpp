#include "tables/store/duplicates.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "tables/text.hpp"

namespace kelpie::tables::store {

namespace {

Fingerprint hash_of(const void* bytes, std::size_t size, std::uint64_t seed) {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(bytes, size, seed);
  return {hash.low64, hash.high64};
}

Fingerprint hash_of(std::string_view text, std::uint64_t seed) { return text.empty() ? Fingerprint{} : hash_of(text.data(), text.size(), seed); }

/// Of every row of a flat or constant vector; null and "" have none.
std::vector<Fingerprint> hashes_of_values(const Vector& rows, std::uint64_t seed) {
  const std::size_t size = rows.is_constant() ? 1 : rows.size();
  std::vector<Fingerprint> hashes(size);
  const std::uint8_t* validity = rows.validity();
  with_physical(physical_of(rows.type()), [&]<typename T>(T*) {
    const T* values = rows.values<T>();
    for (std::size_t i = 0; i < size; ++i) {
      if (validity != nullptr && validity[i] == 0) continue;
      if constexpr (std::is_same_v<T, std::string_view>) {
        hashes[i] = hash_of(values[i], seed);
      } else if constexpr (std::is_same_v<T, Decimal>) {
        hashes[i] = hash_of(to_text(rows.value_at(i)), seed);
      } else {
        hashes[i] = hash_of(&values[i], sizeof(T), seed);
      }
    }
  });
  if (rows.is_constant()) hashes.resize(rows.size(), hashes.front());
  return hashes;
}

std::vector<Fingerprint> hashes_of(const Vector& rows, std::uint64_t seed) {
  if (!rows.is_dictionary()) return hashes_of_values(rows, seed);
  const std::vector<Fingerprint> entries = hashes_of_values(rows.dictionary()->values(), seed);
  std::vector<Fingerprint> hashes(rows.size());
  with_codes(rows, [&](const auto* codes) {
    for (std::size_t i = 0; i < hashes.size(); ++i) hashes[i] = entries[codes[i]];
  });
  return hashes;
}

}  // namespace

std::vector<Fingerprint> fingerprints(const TableSchema& schema, std::span<const Vector> columns, std::uint64_t seed) {
  std::vector<Fingerprint> result;
  for (const std::string& name : schema.identity) {
    const auto column = schema.find(name);
    if (!column) continue;
    std::vector<Fingerprint> hashes = hashes_of(columns[*column], seed);
    if (result.empty()) {
      result = std::move(hashes);
      continue;
    }
    for (std::size_t i = 0; i < result.size(); ++i) {
      if (result[i].none()) continue;  // an event without an id of its own has no name
      const Fingerprint both[2] = {result[i], hashes[i]};
      result[i] = hash_of(both, sizeof(both), seed);
    }
  }
  return result;
}

bool RecentEvents::Generation::has(const Fingerprint& event) const {
  if (slots.empty()) return false;
  const std::size_t mask = slots.size() - 1;
  for (std::size_t at = event.low & mask;; at = (at + 1) & mask) {
    if (slots[at] == event) return true;
    if (slots[at].none()) return false;
  }
}

void RecentEvents::Generation::add(const Fingerprint& event) {
  if ((count + 1) * 3 > slots.size() * 2) grow();
  const std::size_t mask = slots.size() - 1;
  std::size_t at = event.low & mask;
  while (!slots[at].none()) at = (at + 1) & mask;
  slots[at] = event;
  ++count;
}

void RecentEvents::Generation::grow() {
  std::vector<Fingerprint> old(slots.empty() ? 1024 : slots.size() * 2);
  old.swap(slots);
  count = 0;
  for (const Fingerprint& event : old) {
    if (!event.none()) add(event);
  }
}

bool RecentEvents::add(const Fingerprint& event) {
  if (event.none()) return true;
  if (young_.has(event) || old_.has(event)) return false;
  if (young_.count >= window_) {
    old_ = std::move(young_);
    young_ = {};
  }
  young_.add(event);
  return true;
}

}  // namespace kelpie::tables::store
