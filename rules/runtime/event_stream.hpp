#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tables/table.hpp"

namespace kelpie::rules {

/// The events that rules look at: all that has arrived, and more with every look. Thread-safe.
class EventStream {
 public:
  virtual ~EventStream() = default;
  /// What is there now, as a catalog that does not change; the same one as before when nothing arrived. Its tables have the hidden column
  /// tables::ingestion_time_column where rows know when they arrived; rows of a lower value never appear after ones of a higher.
  [[nodiscard]] virtual std::shared_ptr<const tables::Catalog> snapshot() = 0;
  /// When the newest row of one of its snapshots arrived, in ticks, or something after it; nothing: no row knows. Asked with each look, so whoever knows it without
  /// looking at the rows should say so.
  [[nodiscard]] virtual std::optional<std::int64_t> newest_arrival(const tables::Catalog& snapshot) const;
};

/// A catalog that is another one from time to time: an engine stands over it while events arrive. Tables that were found stay what they were.
/// Thread-safe.
class CurrentCatalog final : public tables::Catalog {
 public:
  explicit CurrentCatalog(std::shared_ptr<const tables::Catalog> catalog) : catalog_(std::move(catalog)) {}
  [[nodiscard]] std::shared_ptr<const tables::Catalog> get() const;
  void set(std::shared_ptr<const tables::Catalog> catalog);

  [[nodiscard]] std::shared_ptr<const tables::Table> find(std::string_view name) const override { return get()->find(name); }
  [[nodiscard]] std::vector<std::string> names() const override { return get()->names(); }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const tables::Catalog> catalog_;
};

}  // namespace kelpie::rules
