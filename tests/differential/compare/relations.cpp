#include "compare/relations.hpp"

#include "generate/literal.hpp"

namespace kelpie::differential {

namespace {

Query followed(const Query& query, const std::string& stage) {
  Query result = query;
  result.stages.push_back(stage);
  return result;
}

/// A query around another, which has no lets of its own.
Query around(const std::string& text) {
  Query result;
  result.stages.push_back(text);
  return result;
}

std::string in_parentheses(const Query& query, const std::string& stage) {
  return "(" + followed(query, stage).text() + ")";
}

}  // namespace

std::optional<Failure> check_relation(World& world, Random& random, QueryWriter& writer) {
  const Query query = writer.write_relation(static_cast<unsigned>(random.below(3)));
  const std::vector<Column> columns = writer.columns(query);
  if (columns.empty()) return std::nullopt;
  std::string key;
  for (const Column& column : columns) {
    if (column.type != tables::Type::dynamic && (key.empty() || random.percent(30))) key = name_of_column(column.name);
  }
  const Way way{random.percent(50) ? Storage::varied : Storage::flat, true, random.percent(50) ? 1u : 4u,
                random.percent(50) ? std::size_t{4096} : std::size_t{7}};
  const std::string first = writer.predicate(query, 3), second = writer.predicate(query, 2);
  if (first.empty() || second.empty() || key.empty()) return std::nullopt;
  const auto where = [](const std::string& predicate) { return "where " + predicate; };
  switch (random.below(7)) {
    case 0:
      return check_same(world,
                        around("union " + in_parentheses(query, where(first)) + ", " +
                               in_parentheses(query, where("not(" + first + ")")) + ", " +
                               in_parentheses(query, where("isnull(" + first + ")"))),
                        query.text(), way);
    case 1:
      return check_same(
          world, followed(followed(query, "summarize RowsOfKey = count() by " + key), "summarize All = sum(RowsOfKey)"),
          followed(query, "summarize All = count()").text(), way);
    case 2:
      return check_same(world, followed(followed(query, where(first)), where(second)),
                        followed(query, where(second + " and " + first)).text(), way);
    case 3:
      return check_same(world, followed(query, where(first + " or " + second)),
                        "union " + in_parentheses(query, where(first)) + ", " +
                            in_parentheses(query, where(second + " and (not(" + first + ") or isnull(" + first + "))")),
                        way);
    case 4: {
      const Query other = followed(query, where(second));
      return check_same(world, followed(query, "join kind=inner (" + other.text() + ") on " + key + " | count"),
                        followed(other, "join kind=inner (" + query.text() + ") on " + key + " | count").text(), way);
    }
    case 5: {
      const std::string terms = QueryWriter::all_terms(columns, random);
      return check_same(world, followed(query, "top 5 by " + terms),
                        followed(followed(query, "sort by " + terms), "take 5").text(), way);
    }
    default:
      return check_same(world, followed(query, "distinct " + key), followed(query, "summarize by " + key).text(), way);
  }
}

}  // namespace kelpie::differential
