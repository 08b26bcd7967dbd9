#include "tables/store/stored_table.hpp"

namespace kelpie::tables::store {

std::shared_ptr<SharedDictionary> TableDictionaries::of(const std::string& column, Type type) {
  const std::lock_guard lock(mutex_);
  auto& dictionary = dictionaries_[{column, type}];
  if (!dictionary) dictionary = std::make_shared<SharedDictionary>(type);
  return dictionary;
}

StoredTable::StoredTable(TableSchema schema, std::vector<Part> parts, const std::shared_ptr<TableDictionaries>& dictionaries)
    : schema_(std::make_shared<const TableSchema>(std::move(schema))) {
  auto shared = std::make_shared<std::vector<std::shared_ptr<SharedDictionary>>>();
  for (const ColumnSchema& column : schema_->columns) {
    shared->push_back(physical_of(column.type) == Physical::text ? dictionaries->of(column.name, column.type) : nullptr);
  }
  dictionaries_ = std::move(shared);
  segments_.reserve(parts.size());
  for (Part& part : parts) segments_.push_back(std::make_shared<const StoredSegment>(std::move(part.segment), part.rows, schema_, dictionaries_, part.time));
}

void StoredTable::prepare(std::span<const Segment* const> segments, std::span<const std::size_t> columns) const {
  constexpr std::size_t word_bits = 64;
  std::vector<std::uint64_t> wanted((dictionaries_->size() + word_bits - 1) / word_bits);
  for (const std::size_t column : columns) {
    if ((*dictionaries_)[column] != nullptr) wanted[column / word_bits] |= std::uint64_t{1} << column % word_bits;
  }
  std::vector<const StoredSegment*> unprepared;
  for (const Segment* segment : segments) {
    const auto& stored = static_cast<const StoredSegment&>(*segment);
    if (!stored.is_prepared(wanted)) unprepared.push_back(&stored);
  }
  if (unprepared.empty()) return;
  std::vector<SharedDictionary::Column> parts;
  for (const std::size_t column : columns) {
    SharedDictionary* dictionary = (*dictionaries_)[column].get();
    if (dictionary == nullptr) continue;
    parts.clear();
    for (const StoredSegment* stored : unprepared) {
      const StoredSegment::Place& place = stored->place(column);
      if (place.column != StoredSegment::Place::nowhere && stored->loaded().image().columns()[place.column].type == place.type)
        parts.emplace_back(&stored->loaded(), place.column);
    }
    dictionary->add(parts);
  }
  for (const StoredSegment* stored : unprepared) stored->set_prepared(wanted);
}

}  // namespace kelpie::tables::store
