#include "tables/readers/assemble.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "tables/column_source.hpp"
#include "tables/readers/column_assembly.hpp"

namespace kelpie::tables::readers {

namespace {

/// What a column holds in rows that do not say it.
std::string missing_text(const ColumnSchema& column, const std::string& workspace_id) {
  if (column.name == "TenantId" && column.source.empty()) return workspace_id;
  for (const SourceAlternative& alternative : parse_column_source(column.source)) {
    if (alternative.where == SourceAlternative::Where::constant) return alternative.constant;
  }
  return {};
}

/// The names of a table without a schema in the order in which they first occurred.
std::vector<std::string> open_columns(const std::vector<std::unique_ptr<TableFiller>>& fillers) {
  std::map<std::string, std::pair<std::uint64_t, std::size_t>> first;
  for (const auto& filler : fillers) {
    for (std::size_t i = 0; i < filler->column_count(); ++i) {
      const auto [at, added] = first.emplace(filler->column_name(i), filler->first_seen(i));
      if (!added) at->second = std::min(at->second, filler->first_seen(i));
    }
  }
  std::vector<std::pair<std::pair<std::uint64_t, std::size_t>, std::string>> ordered;
  for (const auto& [name, place] : first) ordered.emplace_back(place, name);
  std::sort(ordered.begin(), ordered.end());
  std::vector<std::string> names;
  for (auto& [place, name] : ordered) names.push_back(std::move(name));
  return names;
}

struct Ordered {
  std::uint64_t order;
  std::size_t filler;
  std::size_t number;
};

/// The pieces of all threads in the order of the input, cut into segments.
std::vector<std::vector<Ordered>> order_pieces(const std::vector<std::unique_ptr<TableFiller>>& fillers,
                                               std::size_t segment_rows) {
  std::vector<Ordered> pieces;
  for (std::size_t f = 0; f < fillers.size(); ++f) {
    for (std::size_t i = 0; i < fillers[f]->pieces().size(); ++i)
      pieces.push_back({fillers[f]->pieces()[i].order, f, i});
  }
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Ordered& left, const Ordered& right) { return left.order < right.order; });
  std::vector<std::vector<Ordered>> segments;
  std::size_t rows = segment_rows;
  for (const Ordered& piece : pieces) {
    const std::size_t count = fillers[piece.filler]->pieces()[piece.number].rows;
    if (rows + count > segment_rows) {
      segments.emplace_back();
      rows = 0;
    }
    rows += count;
    segments.back().push_back(piece);
  }
  return segments;
}

/// Number of a column in a filler; SIZE_MAX when it never saw it.
std::size_t column_in(TableFiller& filler, std::size_t i, const std::string& name) {
  if (filler.schema() != nullptr) return i;
  for (std::size_t k = 0; k < filler.column_count(); ++k) {
    if (filler.column_name(k) == name) return k;
  }
  return SIZE_MAX;
}

ColumnParts parts_of(const std::vector<std::unique_ptr<TableFiller>>& fillers,
                     const std::vector<std::vector<Ordered>>& segments, std::size_t i, const std::string& name) {
  ColumnParts column;
  std::vector<std::size_t> numbers;
  for (const auto& filler : fillers) {
    numbers.push_back(column_in(*filler, i, name));
    column.parts.push_back({numbers.back() == SIZE_MAX ? nullptr : &filler->column(numbers.back())});
  }
  for (const auto& segment : segments) {
    auto& parts = column.segments.emplace_back();
    for (const Ordered& ordered : segment) {
      Piece& piece = fillers[ordered.filler]->pieces()[ordered.number];
      const std::size_t number = numbers[ordered.filler];
      parts.push_back({ordered.filler, piece.rows, number < piece.columns.size() ? &piece.columns[number] : nullptr});
    }
  }
  return column;
}

}  // namespace

std::shared_ptr<MemoryTable> assemble(std::vector<std::unique_ptr<TableFiller>> fillers,
                                      const AssembleOptions& options) {
  TableSchema schema;
  const TableSchema* known = fillers.front()->schema();
  if (known != nullptr) {
    schema = *known;
  } else {
    schema.name = fillers.front()->name();
    for (std::string& name : open_columns(fillers)) schema.columns.push_back({std::move(name), Type::dynamic, "", ""});
  }
  const auto segments = order_pieces(fillers, options.segment_rows);
  std::vector<AssembledColumn> columns(schema.columns.size());
  options.run(columns.size(), [&](std::size_t i) {
    ColumnParts column = parts_of(fillers, segments, i, schema.columns[i].name);
    column.type = schema.columns[i].type;
    column.inferred = known == nullptr;
    if (known != nullptr) column.missing = missing_text(schema.columns[i], options.workspace_id);
    columns[i] = assemble_column(column);
  });
  for (std::size_t i = 0; i < columns.size(); ++i) schema.columns[i].type = columns[i].type;
  auto table = std::make_shared<MemoryTable>(std::move(schema));
  for (std::size_t s = 0; s < segments.size(); ++s) {
    std::vector<Vector> vectors;
    for (AssembledColumn& column : columns) vectors.push_back(std::move(column.segments[s]));
    table->append(std::move(vectors));
  }
  return table;
}

}  // namespace kelpie::tables::readers
