#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tables/type.hpp"
#include "tables/vector.hpp"

namespace kelpie::tables {

/// A column as its table's schema declares it.
struct ColumnSchema {
  std::string name;
  Type type = Type::string;
  std::string description;  // one sentence
  std::string source;       // path in the raw event ("properties.ipAddress"); empty when computed
  /// A query sees the column only where it names it: it is in no result that names no columns.
  bool hidden = false;
};

struct TableSchema {
  std::string name;                  // the Log Analytics name: SigninLogs
  std::string category;              // the diagnostic category: SignInLogs; empty when there is none
  std::vector<std::string> aliases;  // other spellings
  std::string description;
  std::vector<ColumnSchema> columns;
  /// Columns whose values together name an event: deliveries with the same ones are one event. Empty: events have no name.
  std::vector<std::string> identity;

  /// Position of a column by its exact name.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view column) const;
};

/// A run of rows, immutable. The executor reads a segment in ranges of rows; the memory segment hands out views, a stored one decodes.
class Segment {
 public:
  virtual ~Segment() = default;
  [[nodiscard]] virtual std::size_t size() const = 0;
  /// Rows [offset, offset + count) of a column. Thread-safe.
  [[nodiscard]] virtual Vector read(std::size_t column, std::size_t offset, std::size_t count) const = 0;
  /// Smallest and largest value of an integer-like column in these rows, where known without reading them; blocks may be pruned by it.
  /// The answer may be wider than the truth. Nulls are not in it.
  [[nodiscard]] virtual std::optional<IntegerRange> range(std::size_t column, std::size_t offset, std::size_t count) const = 0;
  /// False: none of these texts occurs in these rows of a string column; blocks may be pruned by it. True says nothing.
  [[nodiscard]] virtual bool may_hold(std::size_t column, std::size_t offset, std::size_t count, std::span<const std::string> texts) const {
    static_cast<void>(column), static_cast<void>(offset), static_cast<void>(count), static_cast<void>(texts);
    return true;
  }
  /// What a path of keys finds in the values of a dynamic column, as dynamic values; null where there is nothing. Nothing: the segment does not keep
  /// the paths of this column apart, so read the column. Cheaper than reading the column where it answers.
  [[nodiscard]] virtual std::optional<Vector> read_path(std::size_t column, std::span<const std::string> path, std::size_t offset, std::size_t count) const {
    static_cast<void>(column), static_cast<void>(path), static_cast<void>(offset), static_cast<void>(count);
    return std::nullopt;
  }
};

/// Rows a scan reads at once; segments keep their ranges for blocks of this size.
inline constexpr std::size_t block_rows = 16 * 1024;

/// A named table: what a query scans. `segments()` is the snapshot that the query works on from beginning to end.
class Table {
 public:
  virtual ~Table() = default;
  [[nodiscard]] virtual const TableSchema& schema() const = 0;
  [[nodiscard]] virtual std::vector<std::shared_ptr<const Segment>> segments() const = 0;
  /// Says that these columns of these segments, some of segments(), are going to be read, so that what they share can be made once.
  virtual void prepare(std::span<const Segment* const> segments, std::span<const std::size_t> columns) const {
    static_cast<void>(segments), static_cast<void>(columns);
  }
};

/// The tables that a query may name. Thread-safe to read.
class Catalog {
 public:
  virtual ~Catalog() = default;
  /// By exact name, category or alias; nullptr when there is none.
  [[nodiscard]] virtual std::shared_ptr<const Table> find(std::string_view name) const = 0;
  /// The tables' own names, sorted.
  [[nodiscard]] virtual std::vector<std::string> names() const = 0;
};

}  // namespace kelpie::tables
