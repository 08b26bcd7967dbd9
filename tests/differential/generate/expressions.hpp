#pragma once

#include <string>
#include <vector>

#include "generate/random.hpp"
#include "generate/tables.hpp"

namespace kelpie::differential {

/// Writes expressions of a wanted type over the columns in scope. What it writes may not bind; whoever asks tries again
/// then.
class ExpressionWriter {
 public:
  /// `tables`: their values are taken for literals now and then, and where `subqueries` they themselves for lists.
  ExpressionWriter(Random& random, std::vector<Column> scope, const GeneratedTables& tables, bool subqueries = false)
      : random_(random), scope_(std::move(scope)), tables_(tables), subqueries_(subqueries) {}

  [[nodiscard]] std::string write(tables::Type type, unsigned depth);
  /// Of any type but dynamic.
  [[nodiscard]] std::string write_scalar(unsigned depth);
  [[nodiscard]] std::string literal(tables::Type type);
  /// A column of the type, empty where there is none.
  [[nodiscard]] std::string column(tables::Type type);

 private:
  std::string leaf(tables::Type type);
  std::string boolean(unsigned depth);
  std::string membership(unsigned depth);
  std::string text_test(unsigned depth);
  std::string integer(unsigned depth);
  std::string real(unsigned depth);
  std::string text(unsigned depth);
  std::string datetime(unsigned depth);
  std::string timespan(unsigned depth);
  std::string dynamic(unsigned depth);
  /// Functions that every type has: iff, case, coalesce, max_of, conversions from dynamic.
  std::string choice(tables::Type type, unsigned depth);
  tables::Type scalar_type();
  std::string call(const std::string& function, const std::vector<std::string>& arguments);

  Random& random_;
  std::vector<Column> scope_;
  const GeneratedTables& tables_;
  bool subqueries_;
};

}  // namespace kelpie::differential
