#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "tables/schema_set.hpp"
#include "tables/store/block_cache.hpp"
#include "tables/store/layout.hpp"
#include "tables/store/stored_table.hpp"

namespace kelpie::tables::store {

/// What was opened of a store's segments and is worth keeping from one snapshot to the next. Thread-safe.
class SegmentPool {
 public:
  /// `cache_bytes`: of decoded blocks that are kept.
  explicit SegmentPool(std::size_t cache_bytes = default_cache_bytes) : cache_(std::make_shared<BlockCache>(cache_bytes)) {}
  static constexpr std::size_t default_cache_bytes = std::size_t{1} << 30;

  /// The segment of an entry; nullptr when its file is gone. Throws StoreError.
  [[nodiscard]] std::shared_ptr<const LoadedSegment> open(const Layout& layout, const SegmentEntry& entry);
  [[nodiscard]] std::shared_ptr<const LoadedSegment> open(const LogBatch& batch);
  [[nodiscard]] std::shared_ptr<TableDictionaries> dictionaries(const std::string& table);

 private:
  std::shared_ptr<BlockCache> cache_;
  std::mutex mutex_;
  std::uint64_t next_id_ = 0;
  std::map<std::uint64_t, std::weak_ptr<const LoadedSegment>> sealed_;
  std::map<std::tuple<std::uint64_t, std::size_t, unsigned>, std::weak_ptr<const LoadedSegment>> logged_;
  std::map<std::string, std::shared_ptr<TableDictionaries>, std::less<>> dictionaries_;
};

/// The store at one moment, as a catalog: what is added, merged or dropped later does not show. Tables that have a schema and no rows are there
/// as well. Thread-safe.
class Snapshot final : public Catalog {
 public:
  /// nullptr when a segment's file is gone: the state is old. Throws StoreError.
  static std::shared_ptr<const Snapshot> make(const Layout& layout, State state, std::shared_ptr<const SchemaSet> schemas, SegmentPool& pool);

  [[nodiscard]] std::shared_ptr<const Table> find(std::string_view name) const override;
  [[nodiscard]] std::vector<std::string> names() const override;
  [[nodiscard]] const State& state() const { return state_; }
  /// A table's parts in the order in which they were stored; empty when it has no rows.
  [[nodiscard]] std::vector<StoredTable::Part> parts(std::string_view table) const;

 private:
  Snapshot(State state, std::shared_ptr<const SchemaSet> schemas) : state_(std::move(state)), schemas_(std::move(schemas)) {}

  struct Entry {
    std::vector<StoredTable::Part> parts;
    std::shared_ptr<TableDictionaries> dictionaries;
    std::shared_ptr<const Table> table;  // made when it is first looked for
  };
  State state_;
  std::shared_ptr<const SchemaSet> schemas_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Entry, std::less<>> tables_;
};

/// A table over stored segments: the schema's columns, then those that only the segments have. A segment's texts have codes in the dictionaries of
/// the table that shares them first, so all tables over a LoadedSegment are made with the same ones.
[[nodiscard]] std::shared_ptr<const StoredTable> make_table(const std::string& name, const TableSchema* schema, std::vector<StoredTable::Part> parts,
                                                            const std::shared_ptr<TableDictionaries>& dictionaries);

/// The same for one reader alone, whatever others read of the segments at the same time.
[[nodiscard]] std::shared_ptr<const StoredTable> make_table_apart(const std::string& name, const TableSchema* schema, std::vector<StoredTable::Part> parts);

}  // namespace kelpie::tables::store
