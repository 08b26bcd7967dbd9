#include <algorithm>

#include "tables/builder.hpp"
#include "tables/store/stored_table.hpp"
#include "tables/store/text_codes.hpp"
#include "tables/store/text_filter.hpp"
#include "tables/text.hpp"

namespace kelpie::tables::store {

namespace {

/// Rows that were written when their column had another type: as their text reads in the type of today.
Vector converted(const Vector& rows, Type type) {
  ColumnBuilder builder(type);
  for (std::size_t i = 0; i < rows.size(); ++i) builder.append(value_from_text(type, to_text(rows.value_at(i))));
  return builder.finish();
}

/// Blocks of paths are cached behind those of all columns.
constexpr std::uint32_t path_columns = 1u << 24;

/// Filters of texts are cached behind all paths, and behind them it is noted that a filter could not rule a block out.
constexpr std::uint32_t filter_columns = 1u << 26;
constexpr std::uint32_t met_columns = 1u << 27;

bool finds_any(const Dictionary& dictionary, std::span<const std::string> texts) {
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) { return dictionary.find(text).has_value(); });
}

/// Whether a block of plain texts may hold one of these. Of a block that is looked at again and lies in the cache a filter is made; of no other,
/// since that would mean to read it. Where the filter says yes again, the block's rows become codes: they are searched as those of a dictionary, and
/// the answer is exact.
bool block_may_hold(const LoadedSegment& segment, std::size_t column, std::size_t block, std::span<const std::string> texts) {
  BlockCache& cache = segment.cache();
  const auto number = static_cast<std::uint32_t>(column);
  const BlockCache::Key rows_key{segment.id(), number, static_cast<std::uint32_t>(block)};
  const BlockCache::Key filter_key{segment.id(), filter_columns + number, static_cast<std::uint32_t>(block)};
  const auto filter = cache.find(filter_key);
  if (filter && !may_hold_any(*filter, texts)) return false;
  const auto rows = cache.find(rows_key);
  if (!rows) return true;
  if (rows->is_dictionary()) return !rows->dictionary()->can_find() || finds_any(*rows->dictionary(), texts);
  if (!rows->is_flat()) return true;
  if (!filter) {
    if (!cache.wanted_before(filter_key)) return true;
    const Vector made = make_text_filter(*rows);
    cache.put(filter_key, made);
    return may_hold_any(made, texts);
  }
  if (!cache.wanted_before({segment.id(), met_columns + number, static_cast<std::uint32_t>(block)})) return true;
  const Vector coded = with_codes_of_texts(*rows);
  cache.put(rows_key, coded, BlockCache::Dictionaries::own);
  return finds_any(*coded.dictionary(), texts);
}

/// The smallest and the largest entry of a dictionary of integers that these codes span.
IntegerRange entries_between(const Dictionary& dictionary, const IntegerRange& codes) {
  const std::int64_t* values = dictionary.values().values<std::int64_t>();
  return {values[codes.min], values[codes.max]};
}

}  // namespace

StoredSegment::StoredSegment(std::shared_ptr<const LoadedSegment> loaded, std::size_t rows, std::shared_ptr<const TableSchema> schema,
                             std::shared_ptr<const std::vector<std::shared_ptr<SharedDictionary>>> dictionaries, std::optional<IntegerRange> time)
    : loaded_(std::move(loaded)), rows_(rows), schema_(std::move(schema)), dictionaries_(std::move(dictionaries)), time_(time),
      prepared_((schema_->columns.size() + 63) / 64) {
  time_column_ = schema_->find("TimeGenerated").value_or(SIZE_MAX);
}

const StoredSegment::Place* StoredSegment::find_places() const {
  const std::lock_guard lock(placing_);
  if (!places_.empty() || schema_->columns.empty()) return places_.data();
  const SegmentImage& image = loaded_->image();
  if (image.rows() != rows_) throw DamagedData(image.place() + ": damaged: it has " + std::to_string(image.rows()) + " rows instead of " + std::to_string(rows_));
  std::vector<Place> places;
  places.reserve(schema_->columns.size());
  const auto& columns = image.columns();
  auto next = columns.begin();  // mostly the segment's order is the schema's
  for (const ColumnSchema& wanted : schema_->columns) {
    const auto is_wanted = [&](const auto& stored) { return stored.name == wanted.name; };
    const auto found = next != columns.end() && is_wanted(*next) ? next : std::find_if(columns.begin(), columns.end(), is_wanted);
    places.push_back({found == columns.end() ? Place::nowhere : static_cast<std::size_t>(found - columns.begin()), wanted.type});
    if (found != columns.end()) next = found + 1;
  }
  places_ = std::move(places);
  placed_.store(places_.data(), std::memory_order_release);
  return places_.data();
}

bool StoredSegment::is_prepared(std::span<const std::uint64_t> columns) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if ((columns[i] & ~prepared_[i].load(std::memory_order_acquire)) != 0) return false;
  }
  return true;
}

void StoredSegment::set_prepared(std::span<const std::uint64_t> columns) const {
  for (std::size_t i = 0; i < columns.size(); ++i) prepared_[i].fetch_or(columns[i], std::memory_order_release);
}

Vector StoredSegment::read(std::size_t column, std::size_t offset, std::size_t count) const {
  const Place& at = place(column);
  if (at.column == Place::nowhere) return Vector::null(at.type, count);
  if (loaded_->column(at.column).form() == EncodedColumn::Form::constant || count == 0) return decode(column, at, offset, count);
  const std::size_t block = offset / block_rows;
  const std::size_t begin = block * block_rows;
  const std::size_t size = std::min(block_rows, rows_ - begin);
  if (offset + count > begin + size) return decode(column, at, offset, count);
  const BlockCache::Key key{loaded_->id(), static_cast<std::uint32_t>(at.column), static_cast<std::uint32_t>(block)};
  const bool shared = loaded_->translation(at.column) != nullptr;
  const bool whole = offset == begin && count == size;
  if (auto cached = loaded_->cache().find(key)) {
    if (!shared || !cached->is_dictionary()) return whole ? std::move(*cached) : cached->slice(offset - begin, count);
    const std::shared_ptr<const Dictionary> current = (*dictionaries_)[column]->current();
    // Rows that were read before their dictionary was shared are read again. Where it only grew, the codes are what they were.
    const bool its_own = cached->dictionary() == loaded_->column(at.column).dictionary();
    if (!its_own && cached->code_width() == width_for(current->size())) {
      if (cached->dictionary() != current) {
        cached = Vector::dictionary(current, cached->code_width(), cached->raw_codes(), cached->size(), cached->owner());
        loaded_->cache().put(key, *cached);
      }
      return whole ? std::move(*cached) : cached->slice(offset - begin, count);
    }
  }
  if (!whole && !loaded_->cache().wanted_before(key)) return decode(column, at, offset, count);
  Vector rows = decode(column, at, begin, size);
  loaded_->cache().put(key, rows);
  return whole ? rows : rows.slice(offset - begin, count);
}

Vector StoredSegment::decode(std::size_t column, const Place& at, std::size_t offset, std::size_t count) const {
  const EncodedColumn& stored = loaded_->column(at.column);
  return loaded_->at_place(at.column, [&] {
    if (loaded_->image().columns()[at.column].type != at.type) return converted(stored.read(offset, count), at.type);
    if (stored.form() == EncodedColumn::Form::dictionary && physical_of(at.type) == Physical::text && loaded_->translation(at.column) != nullptr)
      return read_shared(column, at, offset, count);
    Vector rows = stored.read(offset, count);
    if (physical_of(at.type) != Physical::text) rows = rows.is_dictionary() ? rows.flattened() : std::move(rows);
    rows.set_range(range(column, offset, count));
    return rows;
  });
}

Vector StoredSegment::read_shared(std::size_t column, const Place& at, std::size_t offset, std::size_t count) const {
  // The translation was published after the dictionary that holds its codes.
  const auto& codes = *loaded_->translation(at.column);
  const std::shared_ptr<const Dictionary> dictionary = (*dictionaries_)[column]->current();
  const CodeWidth width = width_for(dictionary->size());
  auto owner = std::make_shared_for_overwrite<std::byte[]>(count * static_cast<std::size_t>(width));
  std::byte* out = owner.get();
  loaded_->column(at.column).read_translated(offset, count, codes, width, out);
  return Vector::dictionary(dictionary, width, out, count, std::move(owner));
}

std::optional<IntegerRange> StoredSegment::range(std::size_t column, std::size_t offset, std::size_t count) const {
  if (count == 0 || physical_of(schema_->columns[column].type) != Physical::integer) return std::nullopt;
  if (column == time_column_ && time_ && offset == 0 && count == rows_) return time_;
  const Place& at = place(column);
  if (at.column == Place::nowhere || loaded_->image().columns()[at.column].type != at.type) return std::nullopt;
  const EncodedColumn& stored = loaded_->column(at.column);
  std::optional<IntegerRange> all;
  for (std::size_t block = offset / block_rows; block <= (offset + count - 1) / block_rows; ++block) {
    const BlockSummary& summary = stored.block(block);
    if (summary.min > summary.max) continue;
    if (!all) all = IntegerRange{summary.min, summary.max};
    all->min = std::min(all->min, summary.min);
    all->max = std::max(all->max, summary.max);
  }
  if (!all) return IntegerRange{INT64_MAX, INT64_MIN};
  if (stored.form() != EncodedColumn::Form::dictionary) return all;
  return loaded_->at_place(at.column, [&]() -> std::optional<IntegerRange> {
    const Dictionary& dictionary = *stored.dictionary();
    if (all->min < 0 || static_cast<std::size_t>(all->max) >= dictionary.size()) throw DamagedData("a block's codes lie outside of its dictionary");
    return entries_between(dictionary, *all);
  });
}

bool StoredSegment::may_hold(std::size_t column, std::size_t offset, std::size_t count, std::span<const std::string> texts) const {
  const Place& at = place(column);
  if (at.type != Type::string || count == 0) return true;
  if (at.column == Place::nowhere) return std::any_of(texts.begin(), texts.end(), [](const std::string& text) { return text.empty(); });
  if (loaded_->image().columns()[at.column].type != at.type) return true;
  const EncodedColumn& stored = loaded_->column(at.column);
  return loaded_->at_place(at.column, [&] {
    if (stored.form() == EncodedColumn::Form::constant) {
      const Vector value = stored.read(0, 1);
      return std::find(texts.begin(), texts.end(), *value.values<std::string_view>()) != texts.end();
    }
    if (stored.form() == EncodedColumn::Form::flat) {
      for (std::size_t block = offset / block_rows; block <= (offset + count - 1) / block_rows; ++block) {
        if (block_may_hold(*loaded_, at.column, block, texts)) return true;
      }
      return false;
    }
    const Vector& values = stored.dictionary()->values();
    // A block whose codes span nearly all of the dictionary is hardly ever ruled out: looking up the texts once for the segment is enough.
    const std::size_t first_block = offset / block_rows, last_block = (offset + count - 1) / block_rows;
    if (first_block == last_block && rows_ > block_rows) {
      const BlockSummary& summary = stored.block(first_block);
      if (summary.max - summary.min + 1 >= static_cast<std::int64_t>(values.size() - values.size() / 32)) return true;
    }
    const std::string_view* begin = values.values<std::string_view>();
    const std::string_view* end = begin + values.size();
    for (const std::string& text : texts) {
      const std::string_view* found = std::lower_bound(begin, end, std::string_view(text));
      if (found == end || *found != text) continue;
      const std::int64_t code = found - begin;
      for (std::size_t block = first_block; block <= last_block; ++block) {
        const BlockSummary& summary = stored.block(block);
        if (summary.min <= code && code <= summary.max) return true;
      }
    }
    return false;
  });
}

std::optional<Vector> StoredSegment::read_path(std::size_t column, std::span<const std::string> path, std::size_t offset, std::size_t count) const {
  const Place& at = place(column);
  if (at.type != Type::dynamic || at.column == Place::nowhere || loaded_->image().columns()[at.column].type != at.type) return std::nullopt;
  const EncodedColumn& stored = loaded_->column(at.column);
  const auto decode_path = [&](std::size_t from, std::size_t rows) { return loaded_->at_place(at.column, [&] { return stored.read_path(path, from, rows); }); };
  const std::size_t block = offset / block_rows;
  const std::size_t begin = block * block_rows;
  const std::size_t size = std::min(block_rows, rows_ - begin);
  const auto number = stored.form() == EncodedColumn::Form::flat && count > 0 && offset + count <= begin + size ? loaded_->path_number(at.column, path) : std::nullopt;
  if (!number) return decode_path(offset, count);
  const BlockCache::Key key{loaded_->id(), path_columns + *number, static_cast<std::uint32_t>(block)};
  const bool whole = count == size;
  if (auto cached = loaded_->cache().find(key)) return whole ? std::move(*cached) : cached->slice(offset - begin, count);
  auto rows = decode_path(offset, count);
  if (rows && whole) loaded_->cache().put(key, *rows);
  return rows;
}

}  // namespace kelpie::tables::store
