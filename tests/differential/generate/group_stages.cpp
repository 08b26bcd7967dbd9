// Steps that bring rows together: summarize, join, union, make-series, partition.

#include "generate/literal.hpp"
#include "generate/query.hpp"

namespace kelpie::differential {

using tables::Type;

std::string QueryWriter::aggregate(ExpressionWriter& expressions, RowOrder order, Step& step) {
  static const std::vector<Type> summable{Type::long_, Type::int_, Type::real, Type::decimal, Type::timespan};
  const std::string name = new_name() + " = ";
  const auto value = [&](Type type) { return expressions.write(type, 1); };
  const auto test = [&] { return expressions.write(Type::boolean, 1); };
  const auto ordered = [&] {
    step.needs_stored_order |= order == RowOrder::stored;
    return order != RowOrder::loose;
  };
  static const std::vector<Type> comparable{Type::long_,    Type::int_,   Type::real,    Type::decimal, Type::timespan,
                                            Type::datetime, Type::string, Type::boolean, Type::guid};
  switch (random_.below(20)) {
    case 0:
    case 1:
      return name + "count()";
    case 2:
      return name + "countif(" + test() + ")";
    case 3:
    case 4:
      return name + random_.word({"sum(", "avg("}) + value(random_.one_of(summable)) + ")";
    case 5:
      return name + random_.word({"sumif(", "avgif("}) + value(random_.one_of(summable)) + ", " + test() + ")";
    case 6:
    case 7:
      return name + random_.word({"min(", "max("}) + value(random_.one_of(comparable)) + ")";
    case 8:
      return name + random_.word({"minif(", "maxif("}) + value(random_.one_of(comparable)) + ", " + test() + ")";
    case 9:
    case 10:
      return name + random_.word({"dcount(", "count_distinct("}) + value(random_.one_of(comparable)) + ")";
    case 11:
      return name + "dcountif(" + value(random_.one_of(comparable)) + ", " + test() + ")";
    case 12:
      return name + "array_sort_asc(" + random_.word({"make_set(", "make_list("}) + value(random_.one_of(comparable)) +
             "))";
    case 13:
      return ordered() ? name + random_.word({"make_list(", "make_list_with_nulls("}) +
                             value(random_.percent(20) ? Type::dynamic : random_.one_of(comparable)) + ")"
                       : name + "count()";
    case 14:
    case 15:
      return ordered() ? name + random_.word({"arg_max(", "arg_min("}) + value(random_.one_of(comparable)) + ", " +
                             (random_.percent(30) ? "*" : value(random_.one_of(comparable))) + ")"
                       : name + "count()";
    case 16:
      return random_.word({"percentile(", "percentiles("}) + value(random_.one_of(summable)) + ", " +
             random_.word({"50", "0", "95", "100", "33.3"}) + ")";
    case 17:
      return name + random_.word({"stdev(", "variance(", "stdevp(", "variancep("}) +
             value(random_.percent(50) ? Type::long_ : Type::real) + ")";
    case 18:
      return name + random_.word({"make_list_if(", "make_set_if("}) + value(random_.one_of(comparable)) + ", " +
             test() + ") | extend " + new_name() + " = 1";
    default:
      return name + random_.word({"binary_all_or(", "binary_all_and(", "binary_all_xor("}) + value(Type::long_) + ")";
  }
}

QueryWriter::Step QueryWriter::summarize(const std::vector<Column>& scope, RowOrder order) {
  ExpressionWriter expressions(random_, scope, tables_);
  Step step;
  const std::vector<std::string> names = keys(scope, random_.below(4));
  switch (random_.below(10)) {
    case 0:
      return {{"count"}, RowOrder::loose, false};
    case 1:
      if (!names.empty())
        return {{"distinct " + names.front() + (names.size() > 1 ? ", " + names.back() : "")}, RowOrder::loose, false};
      break;
    default:
      break;
  }
  std::string text = "summarize ";
  for (std::uint64_t i = random_.below(4) + (names.empty() ? 1 : 0); i > 0; --i) {
    std::string one = aggregate(expressions, order, step);
    const std::size_t stage = one.find(" | ");
    if (stage != std::string::npos) {  // a set or a list in an order that nobody says: only its length is looked at
      const std::string list = one.substr(0, one.find(' '));
      one = list + " = array_length(" + one.substr(list.size() + 3, stage - list.size() - 3) + ")";
    }
    text += one + (i > 1 ? ", " : "");
  }
  std::string by;
  for (const std::string& name : names) by += (by.empty() ? "" : ", ") + name;
  if (random_.percent(25)) {
    const std::string time = expressions.column(Type::datetime), number = expressions.column(Type::long_);
    if (!time.empty())
      by += (by.empty() ? "" : ", ") + ("bin(" + time + ", 1h)");
    else if (!number.empty())
      by += (by.empty() ? "" : ", ") + ("bin(" + number + ", 5)");
  }
  if (random_.percent(20)) by += (by.empty() ? "" : ", ") + new_name() + " = " + expressions.write_scalar(2);
  if (!by.empty()) text += " by " + by;
  step.stages = {text};
  step.order = RowOrder::loose;
  return step;
}

QueryWriter::Step QueryWriter::combine(const std::vector<Column>& scope, RowOrder order) {
  const unsigned depth = nested_ < 1 ? static_cast<unsigned>(random_.below(3)) : 0;
  const Query other = write_relation(depth);
  Step step{{}, RowOrder::loose, other.needs_stored_order};
  static_cast<void>(order);
  if (random_.percent(30)) {
    step.stages = {"union " + random_.word({"", "kind=inner ", "kind=outer ", "withsource=From "}) + "(" +
                   other.text() + ")"};
    return step;
  }
  std::vector<std::string> pairs;
  const std::vector<Column> right = columns(other);
  for (const Column& left : scope) {
    for (const Column& candidate : right) {
      if (left.type != candidate.type || left.type == Type::dynamic) continue;
      if (left.name == candidate.name)
        pairs.push_back(name_of_column(left.name));
      else if (random_.percent(20))
        pairs.push_back("$left." + name_of_column(left.name) + " == $right." + name_of_column(candidate.name));
    }
  }
  if (pairs.empty()) return {};
  const std::string first = random_.one_of(pairs);
  const std::string second = random_.percent(25) ? ", " + random_.one_of(pairs) : "";
  const std::string on = ") on " + first + (second == ", " + first ? "" : second);
  if (random_.percent(20)) {
    step.stages = {"lookup " + random_.word({"", "kind=inner ", "kind=leftouter "}) + "(" + other.text() + on};
  } else if (random_.percent(12) && first[0] != '$') {
    step.stages = {"distinct " + first,
                   "join (" + other.text() + ") on " + first};  // innerunique: of equal keys any row may stay
  } else {
    step.stages = {"join kind=" +
                   random_.word({"inner", "inner", "leftouter", "rightouter", "fullouter", "leftsemi", "rightsemi",
                                 "leftanti", "rightanti"}) +
                   " (" + other.text() + on};
  }
  return step;
}

QueryWriter::Step QueryWriter::series(const std::vector<Column>& scope) {
  ExpressionWriter expressions(random_, scope, tables_);
  const bool numeric = random_.percent(40);
  const std::string axis = expressions.column(numeric ? Type::long_ : Type::datetime);
  if (axis.empty()) return {};
  static const std::vector<Type> summable{Type::long_, Type::real, Type::int_};
  std::string text = "make-series " + new_name() + " = " + random_.word({"count()", "sum(", "avg(", "max(", "dcount("});
  if (text.back() == '(') text += expressions.write(random_.one_of(summable), 1) + ")";
  if (random_.percent(30)) text += " default=" + random_.word({"-1", "0", "7"});
  text += " on " + axis;
  if (numeric)
    text +=
        random_.word({" from 0 to 20", " from -3 to 11", " from 5 to 6"}) + " step " + random_.word({"1", "3", "5"});
  else
    text += random_.word({" from datetime(2026-01-01) to datetime(2026-01-02)",
                          " from datetime(2026-01-01 00:20) to datetime(2026-01-01 05:00)"}) +
            " step " + random_.word({"1h", "25m", "3h"});
  if (random_.percent(50)) text += " by " + name_of_column(random_.one_of(scope).name);
  return {{text}, RowOrder::loose, false};
}

QueryWriter::Step QueryWriter::parts(const std::vector<Column>& scope, RowOrder order) {
  ExpressionWriter expressions(random_, scope, tables_);
  const std::vector<std::string> names = keys(scope, 1);
  if (names.empty()) return {};
  Step step{{}, RowOrder::loose, false};
  if (random_.percent(25)) {
    const std::string group = names.front(),
                      number = expressions.write(random_.percent(50) ? Type::long_ : Type::real, 1);
    return {{"top-nested of " + group + " by " + new_name() + " = " + random_.word({"max(", "sum(", "min("}) + number +
             ")"},
            RowOrder::loose,
            false};
  }
  if (random_.percent(15))
    return {{"as Kept", "union (Kept | where " + expressions.write(Type::boolean, 2) + ")"}, RowOrder::loose, false};
  if (random_.percent(15))
    return {{"extend k = 1",
             "join kind=inner (" + random_.one_of(tables_).name + " | summarize most = count(), k = 1) on k"},
            RowOrder::loose,
            false};
  std::string body;
  switch (random_.below(4)) {
    case 0:
      body = "top " + random_.word({"1", "2"}) + " by " + all_terms(scope, random_);
      break;
    case 1:
      body = "where " + expressions.write(Type::boolean, 2);
      break;
    case 2:
      body = "summarize " + aggregate(expressions, RowOrder::loose, step) + " by " + names.front();
      break;
    default:
      body = "sort by " + all_terms(scope, random_) + " | extend " + new_name() + " = row_number()";
      break;
  }
  static_cast<void>(order);
  step.stages = {"partition hint.strategy=native by " + names.front() + " (" + body + ")"};
  return step;
}

QueryWriter::Step QueryWriter::last(const std::vector<Column>& scope) {
  if (scope.empty()) return {};
  ExpressionWriter expressions(random_, scope, tables_);
  const std::string bag = expressions.column(Type::dynamic), text = expressions.column(Type::string);
  if (random_.percent(50) && !bag.empty())
    return {{"where gettype(" + bag + ") == \"dictionary\"",
             "project " + bag + " = bag_remove_keys(" + bag + ", dynamic([\"risk\", \"city\"]))",
             "evaluate bag_unpack(" + bag + ")"},
            RowOrder::loose,
            false};
  if (!text.empty())
    return {{"project " + text + ", one = 1", "evaluate pivot(" + text + ", count())"}, RowOrder::loose, false};
  return {{"getschema"}, RowOrder::loose, false};
}

}  // namespace kelpie::differential
