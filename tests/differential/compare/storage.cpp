#include "compare/storage.hpp"

#include <algorithm>

#include "reference/values.hpp"
#include "tables/builder.hpp"
#include "tables/memory_table.hpp"
#include "tables/store/store.hpp"
#include "tests/tables/store/store_folder.hpp"

namespace kelpie::differential {

using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

std::vector<Value> cells_of(const GeneratedTable& table, std::size_t column, std::size_t begin, std::size_t end) {
  std::vector<Value> cells;
  for (std::size_t row = begin; row < end; ++row) cells.push_back(table.rows[row][column]);
  return cells;
}

Vector flat(Type type, const std::vector<Value>& cells) {
  tables::ColumnBuilder builder(type);
  for (const Value& cell : cells) {
    if (cell.is_null())
      builder.append_null();
    else
      builder.append(cell);
  }
  return builder.finish();
}

bool identical(const Value& left, const Value& right) { return left == right || (is_nan(left) && is_nan(right)); }

/// A dictionary and where each value lies in it. Distinct ones may hold a value that no row has; the others hold some
/// twice.
struct Codes {
  std::vector<Value> entries;
  std::shared_ptr<const tables::Dictionary> dictionary;

  Codes(Type type, const std::vector<Value>& cells, bool distinct) {
    for (const Value& cell : cells) {
      if (!distinct ||
          std::none_of(entries.begin(), entries.end(), [&](const Value& entry) { return identical(entry, cell); }))
        entries.push_back(cell);
    }
    dictionary = std::make_shared<const tables::Dictionary>(flat(type, entries), distinct);
  }
  [[nodiscard]] std::uint32_t code_of(const Value& cell, std::size_t from) const {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const std::size_t at = (from + i) % entries.size();
      if (identical(entries[at], cell)) return static_cast<std::uint32_t>(at);
    }
    return 0;
  }
};

template <typename Code>
Vector coded_as(const Codes& codes, const std::vector<Value>& cells, tables::CodeWidth width, std::size_t from) {
  auto numbers = std::make_shared<std::vector<Code>>();
  for (const Value& cell : cells) numbers->push_back(static_cast<Code>(codes.code_of(cell, from++)));
  return Vector::dictionary(codes.dictionary, width, numbers->data(), cells.size(), numbers);
}

Vector coded(const Codes& codes, const std::vector<Value>& cells, std::size_t from) {
  switch (tables::width_for(codes.entries.size())) {
    case tables::CodeWidth::one:
      return coded_as<std::uint8_t>(codes, cells, tables::CodeWidth::one, from);
    case tables::CodeWidth::two:
      return coded_as<std::uint16_t>(codes, cells, tables::CodeWidth::two, from);
    case tables::CodeWidth::four:
      break;
  }
  return coded_as<std::uint32_t>(codes, cells, tables::CodeWidth::four, from);
}

tables::TableSchema schema_of(const GeneratedTable& table) {
  tables::TableSchema schema;
  schema.name = table.name;
  for (const Column& column : table.columns) schema.columns.push_back({column.name, column.type, "", ""});
  return schema;
}

std::vector<Vector> flat_columns(const GeneratedTable& table) {
  std::vector<Vector> columns;
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    columns.push_back(flat(table.columns[c].type, cells_of(table, c, 0, table.rows.size())));
  return columns;
}

std::shared_ptr<const tables::Table> varied_table(const GeneratedTable& table) {
  Random random(table.layout);
  auto result = std::make_shared<tables::MemoryTable>(schema_of(table));
  std::vector<std::size_t> ends;
  for (std::uint64_t i = random.below(4); i > 0; --i) ends.push_back(random.below(table.rows.size() + 1));
  ends.push_back(table.rows.size());
  std::sort(ends.begin(), ends.end());
  enum class Habit { flat, shared, own, repeated, mixed };
  std::vector<Habit> habits;
  std::vector<Codes> shared;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    habits.push_back(static_cast<Habit>(random.below(5)));
    shared.emplace_back(table.columns[c].type, cells_of(table, c, 0, table.rows.size()), true);
  }
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    std::vector<Vector> columns;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Type type = table.columns[c].type;
      const std::vector<Value> cells = cells_of(table, c, begin, end);
      const bool constant = !cells.empty() && std::all_of(cells.begin(), cells.end(),
                                                          [&](const Value& cell) { return identical(cell, cells[0]); });
      const Habit habit = habits[c] == Habit::mixed ? static_cast<Habit>(random.below(4)) : habits[c];
      if (constant && random.percent(50))
        columns.push_back(Vector::constant(cells[0], cells.size()));
      else if (habit == Habit::shared && !table.rows.empty())
        columns.push_back(coded(shared[c], cells, 0));
      else if ((habit == Habit::own || habit == Habit::repeated) && !cells.empty())
        columns.push_back(coded(Codes(type, cells, habit == Habit::own), cells, random.below(3)));
      else
        columns.push_back(flat(type, cells));
    }
    result->append(std::move(columns));
    begin = end;
  }
  return result;
}

/// A snapshot of a store together with its folder.
struct KeptStore {
  tests::StoreFolder folder;
  std::unique_ptr<tables::store::Store> store;
  std::shared_ptr<const tables::Catalog> catalog;
};

std::shared_ptr<const tables::Catalog> stored_catalog(const GeneratedTables& generated) {
  auto kept = std::make_shared<KeptStore>();
  auto schemas = std::make_shared<tables::SchemaSet>();
  for (const GeneratedTable& table : generated) schemas->add(schema_of(table));
  {
    tables::store::Writer writer(kept->folder.store(), schemas);
    for (const GeneratedTable& table : generated) {
      if (table.rows.empty()) continue;
      const tables::TableSchema schema = schema_of(table);
      writer.append({{&schema, flat_columns(table)}}, {}, 1);
    }
    writer.seal();
  }
  kept->store = std::make_unique<tables::store::Store>(kept->folder.store(), schemas);
  kept->catalog = kept->store->snapshot();
  return {kept, kept->catalog.get()};
}

}  // namespace

std::shared_ptr<const tables::Catalog> make_catalog(const GeneratedTables& generated, Storage storage) {
  if (storage == Storage::stored) return stored_catalog(generated);
  auto catalog = std::make_shared<tables::MemoryCatalog>();
  for (const GeneratedTable& table : generated) {
    if (storage == Storage::varied) {
      catalog->add(varied_table(table));
      continue;
    }
    auto whole = std::make_shared<tables::MemoryTable>(schema_of(table));
    whole->append(flat_columns(table));
    catalog->add(whole);
  }
  return catalog;
}

}  // namespace kelpie::differential
