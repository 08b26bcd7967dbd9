#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "generate/expressions.hpp"
#include "generate/tables.hpp"

namespace kelpie::differential {

/// What the rows' order says at the end of a pipeline.
///   sorted   by all columns: only rows that are alike may change places
///   stored   the order of the tables' rows, which operators that look at one row after the other keep
///   loose    none
enum class RowOrder { sorted, stored, loose };

/// A query as steps that may be left out one by one.
struct Query {
  std::vector<std::string> lets;    // without the semicolon
  std::vector<std::string> stages;  // the first one is a source
  RowOrder order = RowOrder::stored;
  /// Some step looked at the stored order: the answer holds only where it is kept.
  bool needs_stored_order = false;

  [[nodiscard]] std::string text() const;
};

/// The columns of a query's result; nothing when it does not bind.
using ColumnsOf = std::function<std::optional<std::vector<Column>>(const std::string& text)>;

/// Whether a query that binds gives no row.
using IsEmpty = std::function<bool(const std::string& text)>;

/// Writes queries step by step, asking after each what columns there are now, and mostly keeping away from steps that
/// leave no row.
class QueryWriter {
 public:
  QueryWriter(Random& random, const GeneratedTables& tables, ColumnsOf columns_of, IsEmpty is_empty)
      : random_(random), tables_(tables), columns_of_(std::move(columns_of)), is_empty_(std::move(is_empty)) {}

  [[nodiscard]] Query write();
  /// A short pipeline that keeps to what has no order of its own to show, for use within another.
  [[nodiscard]] Query write_relation(unsigned stages);
  /// A predicate over the columns of a query; empty where none binds.
  [[nodiscard]] std::string predicate(const Query& query, unsigned depth);
  [[nodiscard]] std::vector<Column> columns(const Query& query) const;
  /// Every column of a relation as terms of sort: rows are in one order then, up to those that are alike.
  [[nodiscard]] static std::string all_terms(const std::vector<Column>& columns, Random& random);

 private:
  struct Step {
    std::vector<std::string> stages;
    RowOrder order = RowOrder::loose;
    bool needs_stored_order = false;
  };
  std::optional<Step> step(const std::vector<Column>& scope, RowOrder order);
  bool append(Query& query);

  Step rows(const std::vector<Column>& scope, RowOrder order);
  Step shape(const std::vector<Column>& scope, RowOrder order);
  Step summarize(const std::vector<Column>& scope, RowOrder order);
  Step sorted(const std::vector<Column>& scope);
  Step combine(const std::vector<Column>& scope, RowOrder order);
  Step expand(const std::vector<Column>& scope, RowOrder order);
  Step series(const std::vector<Column>& scope);
  Step parse(const std::vector<Column>& scope, RowOrder order);
  Step parts(const std::vector<Column>& scope, RowOrder order);
  Step last(const std::vector<Column>& scope);

  std::string aggregate(ExpressionWriter& expressions, RowOrder order, Step& step);
  /// Some columns that may be keys.
  std::vector<std::string> keys(const std::vector<Column>& scope, std::size_t most);
  std::string new_name();

  Random& random_;
  const GeneratedTables& tables_;
  ColumnsOf columns_of_;
  IsEmpty is_empty_;
  std::vector<std::string> let_tables_;
  std::vector<Column> let_scalars_;
  std::vector<std::string> functions_;  // of a long and, when one likes, a string; their value is a long
  unsigned names_ = 0;
  unsigned nested_ = 0;
};

}  // namespace kelpie::differential
