#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "rules/incremental/new_rows.hpp"

namespace kelpie::rules {

/// Which rows of a table were taken in already. A stored table says it by the time of arrival, which lies in a hidden
/// column and is a later one for each append; of other tables a segment is new when it has not been met. Not
/// thread-safe.
class TableFeed {
 public:
  explicit TableFeed(std::shared_ptr<NewRows> rows) : rows_(std::move(rows)) {}

  /// What sources of this table scan.
  [[nodiscard]] const std::shared_ptr<NewRows>& rows() const { return rows_; }

  [[nodiscard]] static std::vector<NewBlock> all(const tables::Table& table);
  /// The rows that came since `taken`.
  [[nodiscard]] std::vector<NewBlock> since(const tables::Table& table) const;
  /// From now on these rows are known.
  void taken(const tables::Table& table);

 private:
  std::shared_ptr<NewRows> rows_;
  std::set<std::weak_ptr<const tables::Segment>, std::owner_less<>> segments_;
  std::optional<std::int64_t> arrived_;
};

/// The hidden column of stored tables: when a row was appended.
inline constexpr std::string_view arrival_column = "_IngestionTime";

}  // namespace kelpie::rules
