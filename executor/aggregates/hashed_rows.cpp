#include "executor/aggregates/hashed_rows.hpp"

#include <algorithm>
#include <array>

#include "executor/aggregates/value_hash.hpp"

namespace kelpie::executor {

namespace {

constexpr std::size_t remembered_dictionaries = 8;
constexpr std::size_t block = 512;

constexpr std::uint64_t not_met = 0;
/// In place of a null's hash: a number that no value's hash is, but by a chance of 1 in 2^64.
constexpr std::uint64_t null_entry = 0x6e756c6c6e756c6cULL;

std::uint64_t hash_entry(const tables::Vector& values, std::size_t entry) {
  if (values.validity() != nullptr && values.validity()[entry] == 0) return null_entry;
  const std::uint64_t hash = hash_row(values, entry);
  return hash != 0 ? hash : 1;  // as DistinctCounter has it, whatever form the values come in
}

}  // namespace

void HashedRows::add_to(DistinctCounter& counter, const tables::Vector& argument,
                        std::span<const std::uint32_t> group_of) {
  if (group_of.empty()) return;
  if (argument.is_dictionary()) {
    Entries& entries = entries_of(argument.dictionary());
    tables::with_codes(argument, [&](const auto* codes) {
      if (counter.groups() == 1)
        add_codes(counter, entries, codes, group_of.size());
      else if (entries.met.fits(counter.groups(), entries.dictionary->size()))
        add_new_codes(counter, entries, codes, group_of);
      else
        add_codes(counter, entries, codes, group_of);
    });
  } else if (argument.is_constant()) {
    if (argument.is_null_at(0)) return;
    const std::array<std::uint64_t, 1> hash{hash_row(argument, 0)};
    if (counter.groups() == 1) return counter.add(hash, std::uint32_t{0});
    for (const std::uint32_t group : group_of) counter.add(hash, group);
  } else {
    add_flat(counter, argument, group_of);
  }
}

HashedRows::Entries& HashedRows::entries_of(const std::shared_ptr<const tables::Dictionary>& dictionary) {
  const auto found = std::find_if(dictionaries_.begin(), dictionaries_.end(),
                                  [&](const Entries& entries) { return entries.dictionary == dictionary; });
  if (found != dictionaries_.end()) return *found;
  Entries fresh{dictionary, std::make_unique<std::uint64_t[]>(dictionary->size()), {}};
  if (dictionaries_.size() < remembered_dictionaries) return dictionaries_.emplace_back(std::move(fresh));
  next_ = (next_ + 1) % remembered_dictionaries;
  dictionaries_[next_] = std::move(fresh);
  return dictionaries_[next_];
}

template <typename Code>
void HashedRows::add_codes(DistinctCounter& counter, Entries& entries, const Code* codes,
                           std::span<const std::uint32_t> group_of) {
  std::uint64_t* const known = entries.hashes.get();
  const tables::Vector& values = entries.dictionary->values();
  const bool nulls = values.validity() != nullptr;
  std::array<std::uint64_t, block> hashes;
  std::array<std::uint32_t, block> groups;
  for (std::size_t first = 0; first < group_of.size(); first += block) {
    const std::size_t count = std::min(block, group_of.size() - first);
    for (std::size_t i = 0; i < count; ++i) {
      std::uint64_t& hash = known[codes[first + i]];
      if (hash == not_met) [[unlikely]]
        hash = hash_entry(values, codes[first + i]);
      hashes[i] = hash;
    }
    if (!nulls) {
      counter.add(std::span(hashes).first(count), group_of.subspan(first, count));
      continue;
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i) {
      hashes[kept] = hashes[i];
      groups[kept] = group_of[first + i];
      kept += hashes[i] != null_entry ? 1 : 0;
    }
    counter.add(std::span(hashes).first(kept), std::span(groups).first(kept));
  }
}

/// One group: an entry that was met has been counted.
template <typename Code>
void HashedRows::add_codes(DistinctCounter& counter, Entries& entries, const Code* codes, std::size_t count) {
  std::uint64_t* const known = entries.hashes.get();
  for (std::size_t row = 0; row < count; ++row) {
    std::uint64_t& hash = known[codes[row]];
    if (hash != not_met) [[likely]]
      continue;
    hash = hash_entry(entries.dictionary->values(), codes[row]);
    if (hash != null_entry) counter.add(std::span(&hash, 1), std::uint32_t{0});
  }
}

/// Only pairs of group and code that were not met go on to the counter.
template <typename Code>
void HashedRows::add_new_codes(DistinctCounter& counter, Entries& entries, const Code* codes,
                               std::span<const std::uint32_t> group_of) {
  std::uint64_t* const known = entries.hashes.get();
  std::array<std::uint64_t, block> hashes;
  std::array<std::uint32_t, block> groups;
  std::size_t count = 0;
  for (std::size_t row = 0; row < group_of.size(); ++row) {
    if (!entries.met.meet(group_of[row], codes[row])) [[likely]]
      continue;
    std::uint64_t& hash = known[codes[row]];
    if (hash == not_met) hash = hash_entry(entries.dictionary->values(), codes[row]);
    if (hash == null_entry) continue;
    hashes[count] = hash;
    groups[count] = group_of[row];
    if (++count < block) continue;
    counter.add(hashes, groups);
    count = 0;
  }
  counter.add(std::span(hashes).first(count), std::span(groups).first(count));
}

void HashedRows::add_flat(DistinctCounter& counter, const tables::Vector& flat,
                          std::span<const std::uint32_t> group_of) {
  const std::uint8_t* validity = flat.validity();
  std::array<std::uint64_t, block> hashes;
  std::array<std::uint32_t, block> groups;
  for (std::size_t first = 0; first < group_of.size(); first += block) {
    std::size_t count = std::min(block, group_of.size() - first);
    hash_rows(flat, first, count, hashes.data());
    std::span<const std::uint32_t> rows = group_of.subspan(first, count);
    if (validity != nullptr) {
      std::size_t kept = 0;
      for (std::size_t i = 0; i < count; ++i) {
        hashes[kept] = hashes[i];
        groups[kept] = rows[i];
        kept += validity[first + i] != 0 ? 1 : 0;
      }
      count = kept;
      rows = std::span(groups).first(count);
    }
    if (counter.groups() == 1)
      counter.add(std::span(hashes).first(count), std::uint32_t{0});
    else
      counter.add(std::span(hashes).first(count), rows);
  }
}

std::size_t HashedRows::memory() const {
  std::size_t bytes = 0;
  for (const Entries& entries : dictionaries_)
    bytes += entries.dictionary->size() * sizeof(std::uint64_t) + entries.met.memory();
  return bytes;
}

}  // namespace kelpie::executor
