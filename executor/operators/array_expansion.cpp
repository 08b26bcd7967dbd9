#include "executor/operators/array_expansion.hpp"

#include <algorithm>
#include <numeric>

#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Vector;

namespace {

std::vector<ExpressionPtr> arrays_of(const ExpandArrays& expand) {
  std::vector<ExpressionPtr> arrays;
  for (const ExpandArrays::Item& item : expand.items) arrays.push_back(item.array);
  return arrays;
}

}  // namespace

ArrayExpansion::ArrayExpansion(const ExpandArrays& expand, const std::vector<PlanColumn>& layout, Execution& execution)
    : expand_(expand),
      execution_(execution),
      arrays_(execution.evaluator(arrays_of(expand), layout)),
      known_(std::make_unique<PerDictionary<ElementLists>[]>(expand.items.size())) {}

ArrayExpansion::Pieces ArrayExpansion::pieces(const Batch& batch) const {
  Pieces pieces;
  pieces.expansion_ = this;
  const std::vector<Vector> arrays = arrays_.evaluate(batch);
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const Vector& array = arrays[i];
    Pieces::Item item;
    item.list_of_row.resize(batch.rows);
    if (array.is_dictionary()) {
      item.lists = known_[i].find(array.dictionary(), batch.rows,
                                  [&](const Vector& values) { return make_element_lists(values, expand_, expand_.items[i], true); });
    }
    if (item.lists) {
      tables::with_codes(array, [&](const auto* codes) { std::copy_n(codes, batch.rows, item.list_of_row.begin()); });
    } else if (array.is_constant()) {
      item.lists = std::make_shared<const ElementLists>(make_element_lists(array.slice(0, 1).flattened(), expand_, expand_.items[i], true));
    } else {
      item.lists = std::make_shared<const ElementLists>(make_element_lists(array.flattened(), expand_, expand_.items[i], false));
      std::iota(item.list_of_row.begin(), item.list_of_row.end(), 0u);
    }
    pieces.items_.push_back(std::move(item));
  }
  pieces.count(batch.rows);
  return pieces;
}

void ArrayExpansion::Pieces::count(std::size_t rows) {
  counts_.assign(rows, 0);
  const auto& limit = expansion_->expand_.row_limit;
  const auto most = static_cast<std::uint32_t>(std::min<std::uint64_t>(limit.value_or(UINT32_MAX), UINT32_MAX));
  for (const Item& item : items_) {
    const std::uint32_t* begins = item.lists->begins.data();
    for (std::size_t row = 0; row < rows; ++row) {
      const std::uint32_t list = item.list_of_row[row];
      counts_[row] = std::min(std::max(counts_[row], begins[list + 1] - begins[list]), most);
    }
  }
}

bool ArrayExpansion::Pieces::next(ExpandedRows& piece) {
  if (at_ == counts_.size()) return false;
  const std::size_t begin = at_;
  piece = {};
  while (at_ < counts_.size() && piece.rows < max_piece) piece.rows += counts_[at_++];
  piece.first_parent = static_cast<std::uint32_t>(begin);
  piece.end_parent = static_cast<std::uint32_t>(at_);
  expansion_->execution_.check();
  expansion_->execution_.count_intermediate(piece.rows);
  piece.parents.resize(piece.rows);
  std::uint32_t* parent = piece.parents.data();
  for (std::size_t row = begin; row < at_; ++row) parent = std::fill_n(parent, counts_[row], static_cast<std::uint32_t>(row));
  for (const Item& item : items_) piece.items.push_back(column(item, piece, begin));
  if (expansion_->expand_.item_index) {
    tables::FlatBuilder<std::int64_t> index(Type::long_, piece.rows);
    for (std::size_t i = 0; i < piece.rows; ++i) {
      index.set(i, i > 0 && piece.parents[i] == piece.parents[i - 1] ? index.values()[i - 1] + 1 : 0);
    }
    piece.index = index.finish();
  }
  return true;
}

Vector ArrayExpansion::Pieces::column(const Item& item, const ExpandedRows& piece, std::size_t begin) const {
  const ElementLists& lists = *item.lists;
  const std::uint32_t* begins = lists.begins.data();
  const bool padded = items_.size() > 1;
  // Every row gets the first elements of its list, and nulls where another item's list is longer.
  const auto fill = [&]<typename Code>(Code* out, Code null, auto element) {
    for (std::size_t row = begin; row < at_; ++row) {
      const std::uint32_t first = begins[item.list_of_row[row]];
      const std::size_t own = begins[item.list_of_row[row] + 1] - first;
      const std::size_t wanted = counts_[row];
      const std::size_t taken = std::min(own, wanted);
      for (std::size_t i = 0; i < taken; ++i) *out++ = static_cast<Code>(element(first + i));
      if (padded) out = std::fill_n(out, wanted - taken, null);
    }
  };
  if (!lists.dictionary) {
    const std::uint32_t first = begins[item.list_of_row[begin]];
    const std::uint32_t last = begins[item.list_of_row[at_ - 1] + 1];
    if (!padded && last - first == piece.rows) return lists.elements.slice(first, piece.rows);
    std::vector<std::uint32_t> rows(piece.rows);
    fill(rows.data(), Vector::no_row, [](std::size_t element) { return static_cast<std::uint32_t>(element); });
    return lists.elements.gather_or_null(rows);
  }
  const auto coded = [&]<typename Code>(Code) {
    auto codes = std::make_shared_for_overwrite<Code[]>(piece.rows);
    fill(codes.get(), static_cast<Code>(lists.null_code), [&](std::size_t element) { return lists.codes[element]; });
    return Vector::dictionary(lists.dictionary, tables::width_for(lists.dictionary->size()), codes.get(), piece.rows, codes);
  };
  switch (tables::width_for(lists.dictionary->size())) {
    case tables::CodeWidth::one: return coded(std::uint8_t{});
    case tables::CodeWidth::two: return coded(std::uint16_t{});
    case tables::CodeWidth::four: break;
  }
  return coded(std::uint32_t{});
}

}  // namespace kelpie::executor
