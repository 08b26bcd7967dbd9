#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tables/table.hpp"

namespace kelpie::tables::store {

/// 128 bits that stand for an event's name (TableSchema::identity); all zero: the event has none. A seeded xxh3: two events have the same by
/// chance once in more events than there will ever be, and nobody can choose names that have.
struct Fingerprint {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  bool operator==(const Fingerprint&) const = default;
  [[nodiscard]] bool none() const { return low == 0 && high == 0; }
};

/// One a row; empty when the table's events have no names.
[[nodiscard]] std::vector<Fingerprint> fingerprints(const TableSchema& schema, std::span<const Vector> columns, std::uint64_t seed);

/// The names of the last events of one table. Remembers at least the last `window` of them, at most twice as many: two generations, of which
/// the older is forgotten when the younger is full. Not thread-safe.
class RecentEvents {
 public:
  explicit RecentEvents(std::size_t window) : window_(window) {}
  /// Whether the event is new; it is known from now on. One without a name is always new.
  bool add(const Fingerprint& event);
  [[nodiscard]] std::size_t size() const { return young_.count + old_.count; }

 private:
  struct Generation {
    std::vector<Fingerprint> slots;
    std::size_t count = 0;
    [[nodiscard]] bool has(const Fingerprint& event) const;
    void add(const Fingerprint& event);
    void grow();
  };
  std::size_t window_;
  Generation young_;
  Generation old_;
};

}  // namespace kelpie::tables::store
