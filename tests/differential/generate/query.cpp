#include "generate/query.hpp"

#include "generate/literal.hpp"

namespace kelpie::differential {

using tables::Type;

std::string Query::text() const {
  std::string text;
  for (const std::string& let : lets) text += let + ";\n";
  for (std::size_t i = 0; i < stages.size(); ++i) text += (i > 0 ? "\n| " : "") + stages[i];
  return text;
}

std::string QueryWriter::new_name() { return "n" + std::to_string(++names_); }

std::vector<Column> QueryWriter::columns(const Query& query) const {
  return columns_of_(query.text()).value_or(std::vector<Column>{});
}

std::string QueryWriter::predicate(const Query& query, unsigned depth) {
  ExpressionWriter expressions(random_, columns(query), tables_, true);
  for (int attempt = 0; attempt < 8; ++attempt) {
    std::string text = expressions.write(Type::boolean, depth);
    Query with = query;
    with.stages.push_back("where " + text);
    if (columns_of_(with.text()) && !(random_.percent(70) && is_empty_(with.text()))) return text;
  }
  return "";
}

std::string QueryWriter::all_terms(const std::vector<Column>& columns, Random& random) {
  std::vector<std::string> terms;
  for (const Column& column : columns) {
    std::string term = name_of_column(column.name);
    if (column.type == Type::dynamic) term = "strcat(gettype(" + term + "), tostring(" + term + "))";  // an empty text is no null
    // What was computed may differ in its last digit with the order of a summation.
    if (column.type == Type::real && column.name.starts_with('n')) term = "round(" + term + ", 6)";
    term += random.word({"", " asc", " desc", " asc", " desc nulls first", " asc nulls last"});
    terms.insert(terms.begin() + static_cast<std::ptrdiff_t>(random.below(terms.size() + 1)), std::move(term));
  }
  std::string text;
  for (const std::string& term : terms) text += (text.empty() ? "" : ", ") + term;
  return text;
}

std::vector<std::string> QueryWriter::keys(const std::vector<Column>& scope, std::size_t most) {
  std::vector<std::string> names;
  for (std::uint64_t i = 0; i < most; ++i) {
    const Column& column = random_.one_of(scope);
    // A computed real may differ in its last digit with the order of a summation: it is no good key.
    if (column.type != Type::dynamic && !(column.type == Type::real && column.name.starts_with('n')))
      names.push_back(name_of_column(column.name));
  }
  return names;
}

bool QueryWriter::append(Query& query) {
  const std::vector<Column> scope = columns(query);
  if (scope.empty() || scope.size() > 40) return false;
  for (int attempt = 0; attempt < 6; ++attempt) {
    const auto next = step(scope, query.order);
    if (!next || next->stages.empty()) continue;
    Query longer = query;
    longer.stages.insert(longer.stages.end(), next->stages.begin(), next->stages.end());
    longer.order = next->order;
    longer.needs_stored_order |= next->needs_stored_order;
    if (!columns_of_(longer.text()) || (random_.percent(90) && is_empty_(longer.text()))) continue;
    query = std::move(longer);
    return true;
  }
  return false;
}

std::optional<QueryWriter::Step> QueryWriter::step(const std::vector<Column>& scope, RowOrder order) {
  const std::uint64_t kind = random_.below(100);
  if (kind < 22) return rows(scope, order);
  if (kind < 42) return shape(scope, order);
  if (kind < 57) return summarize(scope, order);
  if (kind < 66) return sorted(scope);
  if (kind < 78) return combine(scope, order);
  if (kind < 87) return expand(scope, order);
  if (kind < 91) return series(scope);
  if (kind < 95) return parse(scope, order);
  return parts(scope, order);
}

Query QueryWriter::write_relation(unsigned stages) {
  Query query;
  query.stages.push_back(let_tables_.empty() || random_.percent(70) ? random_.one_of(tables_).name
                                                                    : random_.one_of(let_tables_));
  ++nested_;
  for (unsigned i = 0; i < stages && nested_ < 3; ++i) append(query);
  --nested_;
  return query;
}

Query QueryWriter::write() {
  let_tables_.clear();
  let_scalars_.clear();
  functions_.clear();
  names_ = 0;
  Query query;
  if (random_.percent(25)) {
    const std::string name = "Chosen";
    const Query own = write_relation(2);
    const std::string text = own.text();
    // What is taken of it does not depend on an order, so it may be used anywhere.
    if (own.order == RowOrder::stored && !own.needs_stored_order) {
      query.lets.push_back("let " + name + " = " + (random_.percent(50) ? "materialize(" + text + ")" : text));
      let_tables_.push_back(name);
    }
  }
  if (random_.percent(15)) {
    const Column column = random_.one_of(random_.one_of(tables_).columns);
    const GeneratedTable& table = random_.one_of(tables_);
    for (const Column& own : table.columns) {
      if (own.name != column.name || own.type == Type::dynamic) continue;
      query.lets.push_back("let Limit = toscalar(" + table.name + " | summarize " + random_.word({"max(", "min("}) +
                           own.name + "))");
      let_scalars_.push_back({"Limit", own.type});
    }
  }
  if (random_.percent(15)) {
    ExpressionWriter expressions(random_, {{"v", Type::long_}, {"w", Type::string}}, tables_);
    query.lets.push_back("let Measure = (v:long, w:string = \"a\") { " + expressions.write(Type::long_, 2) + " }");
    functions_.push_back("Measure");
  }
  Query body;
  const std::uint64_t source = random_.below(20);
  if (source == 0)
    body.stages.push_back("range x from " + random_.word({"0", "-3", "5"}) + " to " + random_.word({"10", "0", "17"}) +
                          " step " + random_.word({"1", "3", "2"}));
  else if (source == 1) {
    const Query part = write_relation(1);
    query.needs_stored_order = part.needs_stored_order;
    body.stages.push_back("union " + std::string(random_.percent(50) ? "kind=inner " : "") + tables_[0].name + ", (" + part.text() + ")");
  } else
    body.stages.push_back(!let_tables_.empty() && random_.percent(60) ? let_tables_[0] : random_.one_of(tables_).name);
  query.stages = body.stages;
  if (source == 1) query.order = RowOrder::loose;
  if (!columns_of_(query.text())) query.stages = {tables_[0].name};
  const std::uint64_t wanted = 1 + random_.below(6);
  for (std::uint64_t i = 0; i < wanted; ++i) append(query);
  if (random_.percent(6)) {
    Step end = last(columns(query));
    Query longer = query;
    longer.stages.insert(longer.stages.end(), end.stages.begin(), end.stages.end());
    longer.order = end.order;
    if (!end.stages.empty() && columns_of_(longer.text())) query = std::move(longer);
  }
  return query;
}

}  // namespace kelpie::differential
