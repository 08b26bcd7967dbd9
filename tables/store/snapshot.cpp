#include "tables/store/snapshot.hpp"

#include <algorithm>
#include <set>

#include "tables/damaged_data.hpp"
#include "tables/ingestion_time.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::tables::store {

std::shared_ptr<const LoadedSegment> SegmentPool::open(const Layout& layout, const SegmentEntry& entry) {
  {
    const std::lock_guard lock(mutex_);
    if (auto there = sealed_[entry.number].lock()) return there;
  }
  const auto file = MappedFile::open(layout.segment(entry.number));
  if (!file) return nullptr;
  const std::lock_guard lock(mutex_);
  auto& known = sealed_[entry.number];
  if (auto there = known.lock()) return there;
  auto opened = std::make_shared<const LoadedSegment>(file, file->bytes(), file->path(), cache_, next_id_++);
  known = opened;
  return opened;
}

std::shared_ptr<const LoadedSegment> SegmentPool::open(const LogBatch& batch) {
  const std::lock_guard lock(mutex_);
  auto& known = logged_[{batch.sequence, batch.position, batch.merges}];
  if (auto there = known.lock()) return there;
  const std::string place = (batch.merges > 0 ? "merged log records from " : "log record ") + std::to_string(batch.sequence);
  auto opened = std::make_shared<const LoadedSegment>(batch.owner, batch.bytes, place, cache_, next_id_++);
  known = opened;
  return opened;
}

std::shared_ptr<TableDictionaries> SegmentPool::dictionaries(const std::string& table) {
  const std::lock_guard lock(mutex_);
  auto& dictionaries = dictionaries_[table];
  if (!dictionaries) dictionaries = std::make_shared<TableDictionaries>();
  std::erase_if(sealed_, [](const auto& known) { return known.second.expired(); });
  std::erase_if(logged_, [](const auto& known) { return known.second.expired(); });
  return dictionaries;
}

std::shared_ptr<const Snapshot> Snapshot::make(const Layout& layout, State state, std::shared_ptr<const SchemaSet> schemas, SegmentPool& pool) {
  std::shared_ptr<Snapshot> snapshot(new Snapshot(std::move(state), std::move(schemas)));
  const auto add = [&](const std::string& table, StoredTable::Part part) { snapshot->tables_[table].parts.push_back(std::move(part)); };
  for (const auto& [number, entry] : snapshot->state_.segments) {
    auto segment = pool.open(layout, entry);
    if (!segment) return nullptr;
    std::optional<IntegerRange> time;
    if (entry.min_time <= entry.max_time) time = IntegerRange{entry.min_time, entry.max_time};
    add(entry.table, {std::move(segment), entry.rows, time});
  }
  for (const LogBatch& batch : snapshot->state_.batches) {
    auto segment = pool.open(batch);
    const std::string& table = segment->image().table();
    const std::size_t rows = segment->image().rows();
    add(table, {std::move(segment), rows, std::nullopt});
  }
  for (auto& [name, entry] : snapshot->tables_) entry.dictionaries = pool.dictionaries(name);
  return snapshot;
}

std::shared_ptr<const Table> Snapshot::find(std::string_view name) const {
  const TableSchema* schema = schemas_->find(name);
  const std::lock_guard lock(mutex_);
  auto found = tables_.find(schema != nullptr ? std::string_view(schema->name) : name);
  if (found == tables_.end()) {
    if (schema == nullptr) return nullptr;
    found = tables_.emplace(schema->name, Entry{{}, std::make_shared<TableDictionaries>(), nullptr}).first;
  }
  Entry& entry = found->second;
  if (!entry.table) entry.table = make_table(found->first, schema, entry.parts, entry.dictionaries);
  return entry.table;
}

std::vector<std::string> Snapshot::names() const {
  std::set<std::string> names;
  for (const TableSchema& schema : schemas_->all()) names.insert(schema.name);
  const std::lock_guard lock(mutex_);
  for (const auto& [name, entry] : tables_) names.insert(name);
  return {names.begin(), names.end()};
}

std::vector<StoredTable::Part> Snapshot::parts(std::string_view table) const {
  const std::lock_guard lock(mutex_);
  const auto found = tables_.find(table);
  return found == tables_.end() ? std::vector<StoredTable::Part>() : found->second.parts;
}

std::shared_ptr<const StoredTable> make_table(const std::string& name, const TableSchema* schema, std::vector<StoredTable::Part> parts,
                                              const std::shared_ptr<TableDictionaries>& dictionaries) {
  TableSchema all;
  if (schema != nullptr) all = *schema;
  all.name = name;
  std::set<std::string, std::less<>> known;
  for (const ColumnSchema& column : all.columns) known.insert(column.name);
  if (known.insert(std::string(ingestion_time_column)).second) all.columns.push_back({std::string(ingestion_time_column), Type::datetime, "", "", true});
  for (const StoredTable::Part& part : parts) {
    try {
      for (const SegmentImage::Column& column : part.segment->image().columns()) {
        if (known.insert(column.name).second) all.columns.push_back({column.name, column.type, "", "", schema != nullptr});
      }
    } catch (const DamagedData&) {
      // Whoever reads its rows is told.
    }
  }
  return std::make_shared<const StoredTable>(std::move(all), std::move(parts), dictionaries);
}

std::shared_ptr<const StoredTable> make_table_apart(const std::string& name, const TableSchema* schema, std::vector<StoredTable::Part> parts) {
  for (StoredTable::Part& part : parts) part.segment = part.segment->apart();
  return make_table(name, schema, std::move(parts), std::make_shared<TableDictionaries>());
}

}  // namespace kelpie::tables::store
