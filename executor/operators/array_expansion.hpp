#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "executor/operators/execution.hpp"
#include "executor/operators/per_dictionary.hpp"

namespace kelpie::executor {

/// The elements of some dynamic values, one list a value: a null and a scalar are lists of one, a bag has one element a key (Kusto
/// reference: "mv-expand operator").
struct ElementLists {
  std::vector<std::uint32_t> begins;  // of list i in `codes` or, without codes, in `elements`; one more at the end
  /// Elements of the type asked for, flat.
  tables::Vector elements;
  /// Where lists share equal elements: `codes` point into this dictionary, which has a null.
  std::shared_ptr<const tables::Dictionary> dictionary;
  std::vector<std::uint32_t> codes;
  std::uint32_t null_code = 0;
};

/// Rows made of rows: `parents[i]` is the input row of row i.
struct ExpandedRows {
  std::size_t rows = 0;
  std::vector<std::uint32_t> parents;  // ascending
  std::uint32_t first_parent = 0, end_parent = 0;  // input rows of this piece, those without elements too
  std::vector<tables::Vector> items;  // one an item of the expansion
  tables::Vector index;               // place in the array, from 0; only where the expansion asks for it
};

/// Makes rows of arrays. Equal arrays are taken apart once: where an array column has a dictionary, its elements get one too, the same for
/// all batches, and a row costs its codes. Thread-safe.
class ArrayExpansion {
 public:
  /// `layout`: the columns of the batches. `expand` and `execution` must outlive the expansion.
  ArrayExpansion(const ExpandArrays& expand, const std::vector<PlanColumn>& layout, Execution& execution);

  /// What the rows of one batch become, a piece at a time: a piece ends between input rows once it has max_piece rows.
  class Pieces {
   public:
    /// False when there are no more rows.
    bool next(ExpandedRows& piece);

   private:
    friend class ArrayExpansion;
    struct Item {
      std::shared_ptr<const ElementLists> lists;
      std::vector<std::uint32_t> list_of_row;
    };
    const ArrayExpansion* expansion_ = nullptr;
    std::vector<Item> items_;
    std::vector<std::uint32_t> counts_;  // rows that each input row becomes
    std::size_t at_ = 0;
    void count(std::size_t rows);
    [[nodiscard]] tables::Vector column(const Item& item, const ExpandedRows& piece, std::size_t begin) const;
  };
  [[nodiscard]] Pieces pieces(const Batch& batch) const;

 private:
  static constexpr std::size_t max_piece = 1u << 20;

  const ExpandArrays& expand_;
  Execution& execution_;
  Evaluator arrays_;
  std::unique_ptr<PerDictionary<ElementLists>[]> known_;  // one an item
};

/// The lists of flat values. With `shared`, equal elements become one entry of a dictionary. Throws QueryError over 2^32 - 2 elements.
[[nodiscard]] ElementLists make_element_lists(const tables::Vector& values, const ExpandArrays& expand, const ExpandArrays::Item& item, bool shared);

}  // namespace kelpie::executor
