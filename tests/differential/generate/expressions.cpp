#include "generate/expressions.hpp"

#include "generate/literal.hpp"

namespace kelpie::differential {

using tables::Type;

std::string ExpressionWriter::call(const std::string& function, const std::vector<std::string>& arguments) {
  std::string text = function + "(";
  for (std::size_t i = 0; i < arguments.size(); ++i) text += (i > 0 ? ", " : "") + arguments[i];
  return text + ")";
}

std::string ExpressionWriter::column(Type type) {
  std::vector<std::string> names;
  for (const Column& column : scope_) {
    if (column.type == type) names.push_back(name_of_column(column.name));
  }
  return names.empty() ? "" : random_.one_of(names);
}

std::string ExpressionWriter::literal(Type type) {
  if (random_.percent(6)) return type == Type::string ? "\"\"" : std::string(tables::name_of(type)) + "(null)";
  if (random_.percent(60)) {
    const GeneratedTable& table = random_.one_of(tables_);
    for (std::size_t i = 0; i < table.columns.size() && !table.rows.empty(); ++i) {
      const std::size_t column = random_.below(table.columns.size());
      const tables::Value& value = random_.one_of(table.rows)[column];
      if (table.columns[column].type == type && !value.is_null()) return literal_of(value);
    }
  }
  return literal_of(generate_value(random_, type, random_.percent(70) ? 5 : 60));
}

std::string ExpressionWriter::leaf(Type type) {
  const std::string name = column(type);
  return name.empty() || random_.percent(25) ? literal(type) : name;
}

Type ExpressionWriter::scalar_type() {
  static const std::vector<Type> types{Type::boolean,  Type::int_,     Type::long_,  Type::long_,
                                       Type::real,     Type::decimal,  Type::string, Type::string,
                                       Type::datetime, Type::timespan, Type::guid};
  return random_.one_of(types);
}

std::string ExpressionWriter::write_scalar(unsigned depth) {
  if (!scope_.empty() && random_.percent(60)) {
    const Column& column = random_.one_of(scope_);
    if (column.type != Type::dynamic) return write(column.type, depth);
  }
  return write(scalar_type(), depth);
}

std::string ExpressionWriter::choice(Type type, unsigned depth) {
  const auto part = [&] { return write(type, depth); };
  const auto test = [&] { return write(Type::boolean, depth); };
  switch (random_.below(6)) {
    case 0:
      return call("iff", {test(), part(), part()});
    case 1:
      return call("case", {test(), part(), test(), part(), part()});
    case 2:
      return call("coalesce", {part(), part()});
    case 3:
      if (type != Type::boolean && type != Type::string && type != Type::guid && type != Type::dynamic)
        return call(random_.word({"max_of", "min_of"}), {part(), part()});
      return part();
    case 4: {
      if (type == Type::dynamic) return part();
      const std::string path = column(Type::dynamic);
      if (path.empty()) return part();
      return "to" + std::string(tables::name_of(type)) + "(" + path +
             random_.word({".city", ".risk", ".inner.os", "[0]", ".tags[1]", "[\"city\"]"}) + ")";
    }
    default:
      return part();
  }
}

std::string ExpressionWriter::write(Type type, unsigned depth) {
  if (depth == 0 || random_.percent(20)) return leaf(type);
  --depth;
  if (random_.percent(20)) return choice(type, depth);
  switch (type) {
    case Type::boolean:
      return boolean(depth);
    case Type::long_:
      return integer(depth);
    case Type::int_:
      return random_.percent(50)
                 ? "toint(" + integer(depth) + ")"
                 : call(random_.word({"getyear", "monthofyear", "sign"}), {write(Type::datetime, depth)});
    case Type::real:
      return real(depth);
    case Type::decimal:
      if (random_.percent(30))
        return "todecimal(" + write(random_.percent(50) ? Type::long_ : Type::string, depth) + ")";
      return "(" + write(Type::decimal, depth) + random_.word({" + ", " - ", " * "}) + write(Type::decimal, depth) +
             ")";
    case Type::string:
      return text(depth);
    case Type::datetime:
      return datetime(depth);
    case Type::timespan:
      return timespan(depth);
    case Type::guid:
      return random_.percent(40) ? "toguid(" + write(Type::string, depth) + ")" : leaf(type);
    case Type::dynamic:
      return dynamic(depth);
  }
  return leaf(type);
}

std::string ExpressionWriter::integer(unsigned depth) {
  const auto whole = [&] { return write(random_.percent(75) ? Type::long_ : Type::int_, depth); };
  const auto words = [&] { return write(Type::string, depth); };
  switch (random_.below(20)) {
    case 0:
    case 1:
    case 2:
      return "(" + whole() + random_.word({" + ", " - ", " * "}) + whole() + ")";
    case 3:
      return "(" + whole() + random_.word({" / ", " % "}) + whole() + ")";
    case 4:
      return call(random_.word({"strlen", "string_size", "hash"}), {words()});
    case 5:
      return call("bin", {whole(), random_.word({"1", "3", "5", "10", "0", "-2"})});
    case 6:
      return call("tolong", {write(scalar_type(), depth)});
    case 7:
      return call(random_.word({"array_length", "tolong"}), {write(Type::dynamic, depth)});
    case 8:
      return call(random_.word({"hourofday", "dayofmonth", "dayofyear", "week_of_year"}),
                  {write(Type::datetime, depth)});
    case 9:
      return call("datetime_diff", {random_.word({"'hour'", "'day'", "'minute'"}), write(Type::datetime, depth),
                                    write(Type::datetime, depth)});
    case 10:
      return call("indexof", {words(), literal(Type::string)});
    case 11:
      return call("countof", {words(), literal(Type::string)});
    case 12:
      return call("abs", {whole()});
    case 13:
      return call(random_.word({"binary_and", "binary_or", "binary_xor"}), {whole(), whole()});
    case 14:
      return "-(" + whole() + ")";
    case 15:
      return call("array_index_of", {write(Type::dynamic, depth), literal(Type::long_)});
    case 16:
      return call("hash", {write(scalar_type(), depth), "7"});
    case 17:
      return call("strcmp", {words(), words()});
    default:
      return whole();
  }
}

std::string ExpressionWriter::real(unsigned depth) {
  const auto part = [&] { return write(Type::real, depth); };
  switch (random_.below(11)) {
    case 0:
    case 1:
    case 2:
      return "(" + part() + random_.word({" + ", " - ", " * "}) + part() + ")";
    case 3:
      return "(" + part() + random_.word({" / ", " % "}) + part() + ")";
    case 4:
      return call("bin", {part(), random_.word({"0.5", "1.0", "2.25", "0.0", "-1.0"})});
    case 5:
      return call("toreal", {write(scalar_type(), depth)});
    case 6:
      return call("round", {part(), random_.word({"0", "1", "-1"})});
    case 7:
      return call(random_.word({"abs", "sqrt", "ceiling", "floor"}), {part()});
    case 8:
      return "(" + write(Type::timespan, depth) + " / " + random_.word({"1m", "1h", "7s"}) + ")";
    case 9:
      return "(" + write(Type::long_, depth) + random_.word({" * ", " + ", " / "}) + part() + ")";
    default:
      return part();
  }
}

std::string ExpressionWriter::datetime(unsigned depth) {
  const auto time = [&] { return write(Type::datetime, depth); };
  switch (random_.below(7)) {
    case 0:
      return "(" + time() + random_.word({" + ", " - "}) + write(Type::timespan, depth) + ")";
    case 1:
    case 2:
      return call("bin", {time(), random_.word({"1h", "15m", "1d", "7m", "0s"})});
    case 3:
      return call(random_.word({"startofday", "endofday", "startofweek", "startofmonth"}), {time()});
    case 4:
      return call("todatetime", {write(random_.percent(50) ? Type::string : Type::dynamic, depth)});
    case 5:
      return call("datetime_add",
                  {random_.word({"'hour'", "'month'", "'day'"}), random_.word({"1", "-3", "14"}), time()});
    default:
      return time();
  }
}

std::string ExpressionWriter::timespan(unsigned depth) {
  switch (random_.below(6)) {
    case 0:
    case 1:
      return "(" + write(Type::datetime, depth) + " - " + write(Type::datetime, depth) + ")";
    case 2:
      return "(" + write(Type::timespan, depth) + random_.word({" + ", " - "}) + write(Type::timespan, depth) + ")";
    case 3:
      return call("bin", {write(Type::timespan, depth), random_.word({"1h", "10m", "3m"})});
    case 4:
      return call(random_.word({"dayofweek", "totimespan"}),
                  {write(random_.percent(50) ? Type::datetime : Type::string, depth)});
    default:
      return "(" + write(Type::timespan, depth) + " * " + random_.word({"2", "-1", "0.5"}) + ")";
  }
}

}  // namespace kelpie::differential
