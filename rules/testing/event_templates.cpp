#include "rules/testing/event_templates.hpp"

#include <fmt/format.h>

#include "rules/result_rows.hpp"
#include "rules/text_template.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::testing {

namespace {

struct Expression {
  std::string text;
  parser::Span span;  // of the text around it
};

void collect(const PlacedValue& value, std::vector<Expression>& into) {
  if (value.is_text()) {
    for (const TemplatePart& part : parse_template(value.text)) {
      if (part.is_column) into.push_back({std::string(part.text), value.span});
    }
  }
  for (const PlacedValue& element : value.elements) collect(element, into);
  for (const PlacedMember& member : value.members) collect(member.value, into);
}

/// Puts the values into the places of the expressions, in the order of collect().
class Filling {
 public:
  explicit Filling(const std::vector<std::string>& values) : values_(values) {}

  void fill(PlacedValue& value) {
    if (value.is_text()) {
      const std::vector<TemplatePart> parts = parse_template(value.text);
      // A value that is nothing but an expression has that one's type.
      if (parts.size() == 1 && parts.front().is_column) value.quoted = false;
      std::string text;
      for (const TemplatePart& part : parts) text += part.is_column ? values_[next_++] : std::string(part.text);
      value.text = std::move(text);
    }
    for (PlacedValue& element : value.elements) fill(element);
    for (PlacedMember& member : value.members) fill(member.value);
  }

 private:
  const std::vector<std::string>& values_;
  std::size_t next_ = 0;
};

std::string query_of(const std::vector<Expression>& expressions, std::uint64_t repeat, std::int64_t clock) {
  std::string query = fmt::format("let clock = datetime({}); ", tables::datetime_text(clock));
  query += fmt::format("range index from 0 to {} step 1 | project ", repeat - 1);
  for (std::size_t i = 0; i < expressions.size(); ++i)
    query += fmt::format("{}_{} = tostring({})", i > 0 ? ", " : "", i, expressions[i].text);
  return query;
}

}  // namespace

std::vector<PlacedValue> expand_templates(const PlacedValue& row, std::uint64_t repeat, std::int64_t clock,
                                          const executor::Engine& engine, TestReader& reader) {
  std::vector<Expression> expressions;
  collect(row, expressions);
  if (expressions.empty()) return std::vector<PlacedValue>(repeat, row);
  executor::QueryContext context;
  context.now = clock;
  const executor::QueryOutcome outcome = engine.query(query_of(expressions, repeat, clock), context);
  if (!outcome.ok() || outcome.tables.size() != 1) {
    for (const Expression& one : expressions) {
      const executor::QueryOutcome alone = engine.query(query_of({one}, repeat, clock), context);
      if (alone.ok() && alone.tables.size() == 1) continue;
      const std::string why =
          alone.diagnostics.empty() ? "it is no scalar expression." : alone.diagnostics.front().message;
      reader.error(one.span, "KT013", fmt::format("{{{{{}}}}} cannot be evaluated: {}", one.text, why),
                   "an expression of KQL with 'index' and 'clock', such as index * 30s");
      return {};
    }
    reader.error(row.span, "KT013", "The expressions in {{...}} cannot be evaluated.",
                 "an expression of KQL with 'index' and 'clock', such as index * 30s");
    return {};
  }
  std::vector<PlacedValue> rows;
  const executor::ResultTable& table = outcome.tables.front();
  for_each_row({&table, 0, table.rows()}, [&](const executor::Batch& batch, std::size_t at) {
    std::vector<std::string> values;
    for (std::size_t column = 0; column < expressions.size(); ++column) values.push_back(cell_text(batch, column, at));
    rows.push_back(row);
    Filling(values).fill(rows.back());
    return true;
  });
  return rows;
}

}  // namespace kelpie::rules::testing
