#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugin/server/api/graph/filter_tree.hpp"
#include "plugin/server/api/graph/property.hpp"

namespace kelpie::server::graph {

/// A condition as KQL, or known without looking at a row. Where a value is null it is false, never null, so that it may
/// be turned around by its maker only.
struct Condition {
  enum class Known : unsigned char { no, yes, open };
  Known known = Known::open;
  std::string kql;
  bool counted = false;  // reads a column that an operator before it makes

  static Condition of(bool holds) { return {holds ? Known::yes : Known::no, {}, false}; }
};

/// What is compared: KQL of the property's kind, or one text that all rows have.
struct Operand {
  const Property& property;
  std::string kql;
  bool constant = false;
  std::string_view text = {};  // of a constant
  std::string path = {};       // as it was written, for errors
};

/// `negated`: what holds where the condition does not, nulls among it (OData 4.01: null eq 5 is false, null ne 5 is
/// true). Throw RequestRefused with the place in `text`.
[[nodiscard]] Condition compared(const Operand& operand, Comparison comparison, const Literal& literal, bool negated,
                                 std::string_view text);
[[nodiscard]] Condition one_of(const Operand& operand, const std::vector<Literal>& literals, bool negated,
                               std::size_t at, std::string_view text);
[[nodiscard]] Condition text_matched(const Operand& operand, Filter::Kind how, const Literal& literal, bool negated,
                                     std::string_view text);

}  // namespace kelpie::server::graph
