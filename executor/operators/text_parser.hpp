#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "executor/plan/plan.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

/// Takes one text apart into the texts of some columns. Const and thread-safe.
class TextParser {
 public:
  virtual ~TextParser() = default;
  /// Fills one cell a column; what has no text of its own in the source is put into `arena`. A cell that gets nothing has no data. False: the
  /// text does not have the form asked for; the cells mean nothing then.
  virtual bool parse(std::string_view text, std::span<std::string_view> cells, tables::TextArena& arena) const = 0;
};

// The cells of `parse` are its items of kind column, in order.

/// parse kind=simple and kind=relaxed: literals one after the other, columns between them as short as may be.
[[nodiscard]] std::unique_ptr<TextParser> make_literal_parser(const ParseText& parse);
/// parse kind=regex. Throws QueryError when the expression is malformed.
[[nodiscard]] std::unique_ptr<TextParser> make_regex_parser(const ParseText& parse);
/// parse-kv; cell i is key i. Throws QueryError when its regular expression is malformed or has not two groups.
[[nodiscard]] std::unique_ptr<TextParser> make_key_value_parser(const ParseKeyValues& parse);

}  // namespace kelpie::executor
