// Steps that look at one row after the other, or at rows in their order.

#include "generate/literal.hpp"
#include "generate/query.hpp"

namespace kelpie::differential {

using tables::Type;

QueryWriter::Step QueryWriter::rows(const std::vector<Column>& scope, RowOrder order) {
  std::vector<Column> with = scope;
  with.insert(with.end(), let_scalars_.begin(), let_scalars_.end());
  ExpressionWriter expressions(random_, with, tables_, true);
  if (random_.percent(5)) return {{"where * has " + random_.word({"\"a\"", "\"mfa\"", "\"12\""})}, order};
  return {{"where " + expressions.write(Type::boolean, 3)}, order};
}

QueryWriter::Step QueryWriter::shape(const std::vector<Column>& scope, RowOrder order) {
  ExpressionWriter expressions(random_, scope, tables_);
  const auto value = [&]() -> std::string {
    if (!functions_.empty() && random_.percent(20))
      return functions_[0] + "(" + expressions.write(Type::long_, 2) +
             (random_.percent(50) ? ")" : ", " + expressions.write(Type::string, 1) + ")");
    return random_.percent(20) ? expressions.write(Type::dynamic, 2) : expressions.write_scalar(3);
  };
  const std::string some = name_of_column(random_.one_of(scope).name);
  switch (random_.below(11)) {
    case 9:
      return {{"project-keep " + some + ", " + name_of_column(random_.one_of(scope).name)}, order};
    case 10:
      return {{"serialize " + new_name() + " = " + value()}, order};
    case 0:
    case 1:
    case 2:
    case 3: {
      std::string text = "extend ";
      for (std::uint64_t i = 1 + random_.below(3); i > 0; --i)
        text += (random_.percent(25) ? some : new_name()) + " = " + value() + (i > 1 ? ", " : "");
      return {{text}, order};
    }
    case 4: {
      std::string text = "project " + new_name() + " = " + value();
      for (const Column& column : scope) {
        if (random_.percent(60)) text += ", " + name_of_column(column.name);
      }
      // Rows that were told apart by a column that is gone are alike: the order still holds.
      return {{text}, order};
    }
    case 5:
      return {{"project-away " + some}, order};
    case 6:
      return {{"project-rename " + new_name() + " = " + some}, order};
    case 7:
      return {{"project-reorder " + some}, order};
    default:
      return {{"extend " + new_name() + " = " + value() + " | where " + expressions.write(Type::boolean, 2)}, order};
  }
}

QueryWriter::Step QueryWriter::sorted(const std::vector<Column>& scope) {
  const std::string terms = all_terms(scope, random_);
  Step step{{"sort by " + terms}, RowOrder::sorted, false};
  ExpressionWriter expressions(random_, scope, tables_);
  const std::string number = random_.word({"0", "1", "3", "10", "50"});
  switch (random_.below(8)) {
    case 0:
    case 1:
      return {{"top " + number + " by " + terms}, RowOrder::sorted, false};
    case 2:
      step.stages.push_back("take " + number);
      break;
    case 3:
    case 4:
    case 5: {
      std::string text = "extend ";
      for (int i = 0; i < 2; ++i) {
        const std::string some = expressions.write_scalar(0), restart = expressions.write(Type::boolean, 1);
        std::string term = expressions.column(random_.percent(70) ? Type::long_ : Type::real);
        if (term.empty()) term = "1";
        std::string call;
        switch (random_.below(6)) {
          case 0:
            call = "row_number(" + random_.word({"", "0", "1", "5"}) + ")";
            break;
          case 1:
            call = "row_number(1, " + restart + ")";
            break;
          case 2:
            call = "row_cumsum(" + term + (random_.percent(50) ? ", " + restart : "") + ")";
            break;
          case 3:
            call = random_.word({"prev(", "next("}) + some + random_.word({"", ", 2", ", 1"}) + ")";
            break;
          case 4:
            call = random_.word({"row_rank_dense(", "row_rank_min("}) + some + ")";
            break;
          default: {
            const std::string time = expressions.column(Type::datetime);
            call = time.empty() ? "row_number()" : "row_window_session(" + time + ", 2h, 30m)";
          }
        }
        text += new_name() + " = " + call + (i == 0 ? ", " : "");
      }
      step.stages.push_back(text);
      break;
    }
    default:
      break;
  }
  return step;
}

QueryWriter::Step QueryWriter::parse(const std::vector<Column>& scope, RowOrder order) {
  ExpressionWriter expressions(random_, scope, tables_);
  const std::string text = expressions.write(Type::string, 1);
  if (random_.percent(25))
    return {{"parse-kv " + text + " as (k1:string, k2:long) with (pair_delimiter=\";\", kv_delimiter=\"=\")"}, order};
  const std::string pattern = random_.word({"* \" \" n:long *", "a \"@\" b", "* \"user \" who:long \" in \" town",
                                            "first \" \" second:int", "* \"a\" rest", "n:long"});
  return {{random_.word({"parse ", "parse-where ", "parse kind=relaxed "}) + text + " with " + pattern}, order};
}

QueryWriter::Step QueryWriter::expand(const std::vector<Column>& scope, RowOrder order) {
  ExpressionWriter expressions(random_, scope, tables_);
  const std::string name = new_name();
  const std::string array =
      random_.percent(60) ? expressions.write(Type::dynamic, 0) : expressions.write(Type::dynamic, 2);
  const std::string as = random_.word({"", "", " to typeof(string)", " to typeof(long)", " to typeof(real)",
                                       " to typeof(datetime)", " to typeof(bool)"});
  if (random_.percent(35)) {
    ExpressionWriter inner(random_,
                           {{name, as.find("string") != std::string::npos ? Type::string
                                   : as.find("long") != std::string::npos ? Type::long_
                                                                          : Type::dynamic}},
                           tables_);
    std::string body;
    switch (random_.below(5)) {
      case 0:
        body = "summarize " + new_name() + " = count(), " + new_name() + " = dcountif(1, " +
               inner.write(Type::boolean, 1) + ")";
        break;
      case 1:
        body = "where " + inner.write(Type::boolean, 2);
        break;
      case 2:
        body = "summarize " + new_name() + " = count() by t = tostring(" + name + ") | where t != \"b\"";
        break;
      case 3:
        body = "extend " + new_name() + " = " + inner.write_scalar(2);
        break;
      default:
        body = "sort by tostring(" + name + ") asc | take " + random_.word({"1", "2"});
        break;
    }
    const bool kept = body.find("summarize") == std::string::npos;
    return {{"mv-apply " + name + " = " + array + as + " on (" + body + ")"},
            kept && order != RowOrder::sorted ? order : RowOrder::loose};
  }
  std::string text = "mv-expand " + random_.word({"", "", "kind=array ", "with_itemindex=at "});
  text += random_.percent(60) ? name + " = " + array + as : array + as;
  if (random_.percent(25)) text += ", " + new_name() + " = " + expressions.write(Type::dynamic, 1);
  if (random_.percent(15)) text += " limit 2";
  return {{text}, order};
}

}  // namespace kelpie::differential
