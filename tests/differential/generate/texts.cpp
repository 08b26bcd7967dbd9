// Expressions that are texts or dynamic values, and what is asked of them.

#include "generate/expressions.hpp"
#include "generate/literal.hpp"

namespace kelpie::differential {

using tables::Type;

std::string ExpressionWriter::text(unsigned depth) {
  const auto part = [&] { return write(Type::string, depth); };
  switch (random_.below(17)) {
    case 0:
    case 1:
      return call("strcat", {part(), random_.word({"\"-\"", "\"\"", "\" \""}),
                             random_.percent(50) ? part() : write_scalar(depth)});
    case 2:
      return call("substring", {part(), random_.word({"0", "1", "3", "-2"}), random_.word({"1", "2", "10"})});
    case 3:
      return call(random_.word({"toupper", "tolower"}), {part()});
    case 4:
    case 5:
      return call("tostring", {random_.percent(40) ? write(Type::dynamic, depth) : write_scalar(depth)});
    case 6:
      return call("replace_string", {part(), literal(Type::string), literal(Type::string)});
    case 7:
      return call(random_.word({"trim", "trim_start", "trim_end"}), {"@\"[a-c\\s]+\"", part()});
    case 8:
      return call("extract", {"@\"([a-z]+)[ @]?(\\w*)\"", random_.word({"0", "1", "2"}), part()});
    case 9:
      return "tostring(" + call("split", {part(), random_.word({"\" \"", "\"a\"", "\",\""})}) + "[" +
             random_.word({"0", "1"}) + "])";
    case 10:
      return call("strcat_delim", {"\"|\"", part(), write_scalar(depth)});
    case 11:
      return call("format_datetime", {write(Type::datetime, depth), "\"yyyy-MM-dd HH:mm\""});
    case 12:
      return call(random_.word({"reverse", "hash_md5", "url_encode", "base64_encode_tostring"}), {part()});
    case 13:
      return call("replace_regex", {part(), "@\"[0-9]+\"", "\"#\""});
    case 14:
      return call("gettype", {write(Type::dynamic, depth)});
    case 15:
      return call("strrep", {part(), random_.word({"0", "1", "2"})});
    default:
      return part();
  }
}

std::string ExpressionWriter::dynamic(unsigned depth) {
  const auto part = [&] { return write(Type::dynamic, depth); };
  switch (random_.below(18)) {
    case 0:
      return call("pack_array", {write_scalar(depth), write_scalar(depth)});
    case 1:
      return call("bag_pack", {"\"city\"", write_scalar(depth), "\"tags\"", part()});
    case 2:
      return leaf(Type::dynamic) + random_.word({".city", ".tags", ".inner", ".inner.os", "[\"risk\"]"});
    case 3:
      return leaf(Type::dynamic) + "[" + random_.word({"0", "1", "-1"}) + "]";
    case 4:
      return call("split", {write(Type::string, depth), random_.word({"\" \"", "\"a\"", "\",\""})});
    case 5:
      return call("parse_json", {write(Type::string, depth)});
    case 6:
      return call("array_concat", {part(), part()});
    case 7:
      return call(random_.word({"array_sort_asc", "array_sort_desc", "array_reverse", "bag_keys"}), {part()});
    case 8:
      return "array_sort_asc(" +
             call(random_.word({"set_union", "set_intersect", "set_difference"}), {part(), part()}) + ")";
    case 9:
      return call("array_slice", {part(), random_.word({"0", "1", "-2"}), random_.word({"1", "-1", "5"})});
    case 10:
      return call("bag_merge", {part(), part()});
    case 11:
      return call("extract_all", {"@\"([a-z]+)\"", write(Type::string, depth)});
    case 12:
      return call("todynamic", {write(Type::string, depth)});
    case 13:
      return call("range", {random_.word({"0", "2"}), random_.word({"1", "4", "0"}), "1"});
    case 14:
      return call("bag_remove_keys", {part(), "dynamic([\"city\", \"risk\"])"});
    case 15:
      return call("array_iff", {part(), part(), part()});
    default:
      return part();
  }
}

std::string ExpressionWriter::text_test(unsigned depth) {
  static const std::vector<std::string> operators{
      "has",          "!has",          "has_cs",   "!has_cs",   "contains",    "!contains", "contains_cs", "startswith",
      "!startswith",  "startswith_cs", "endswith", "!endswith", "endswith_cs", "hasprefix", "!hasprefix",  "hassuffix",
      "hasprefix_cs", "!hassuffix_cs", "=~",       "!~",        "==",          "!="};
  std::string left = write(Type::string, depth);
  if (random_.percent(15)) left = leaf(Type::dynamic) + random_.word({"", ".city", ".tags[0]"});
  const std::string right =
      random_.percent(80)
          ? (random_.percent(60) ? random_.word({"\"a\"", "\"ab\"", "\"B\"", "\"mfa\"", "\"Azure\"", "\"example.com\"",
                                                 "\"é\"", "\"STRASSE\"", "\"12\"", "\" \"", "\"paulo\""})
                                 : literal(Type::string))
          : write(Type::string, depth);
  if (random_.percent(8))
    return "(" + left + random_.word({" has_any ", " has_all "}) + "(" + right + ", " + literal(Type::string) + "))";
  if (random_.percent(6))
    return "(" + left + " matches regex @\"" + random_.word({"^a", "[0-9]+", "b.*a", "(?i)mfa", "\\\\bx\\\\b"}) + "\")";
  return "(" + left + " " + random_.one_of(operators) + " " + right + ")";
}

std::string ExpressionWriter::membership(unsigned depth) {
  const Type type = scalar_type();
  const std::string negation = random_.percent(30) ? "!" : "";
  const std::string left = write(type, depth);
  if (subqueries_ && random_.percent(20)) {
    for (const GeneratedTable& table : tables_) {
      for (const Column& column : table.columns) {
        if (column.type == type)
          return "(" + left + " " + negation + "in (" + table.name + " | project " + column.name + "))";
      }
    }
  }
  std::string list;
  for (std::uint64_t i = random_.percent(15) ? 12 : 1 + random_.below(4); i > 0; --i)
    list += (list.empty() ? "" : ", ") + literal(type);
  if (random_.percent(10)) list += ", " + write(type, depth);
  if (type == Type::long_ && random_.percent(20)) list = "dynamic([1, 2, 5])";
  const std::string folded = type == Type::string && random_.percent(30) ? "~" : "";
  return "(" + left + " " + negation + "in" + folded + " (" + list + "))";
}

std::string ExpressionWriter::boolean(unsigned depth) {
  const auto test = [&] { return write(Type::boolean, depth); };
  const auto pair = [&](Type type, const std::string& operation) {
    return "(" + write(type, depth) + " " + operation + " " + write(type, depth) + ")";
  };
  static const std::vector<Type> ordered{Type::int_,    Type::long_,    Type::real,
                                         Type::decimal, Type::datetime, Type::timespan};
  switch (random_.below(20)) {
    case 0:
    case 1:
      return "(" + test() + " and " + test() + ")";
    case 2:
    case 3:
      return "(" + test() + " or " + test() + ")";
    case 4:
      return "not(" + test() + ")";
    case 5:
      return pair(scalar_type(), random_.word({"==", "!="}));
    case 6:
    case 7:
    case 8:
    case 9: {
      const Type type = random_.one_of(ordered);
      return "(" + leaf(type) + random_.word({" < ", " <= ", " > ", " >= ", " == ", " != "}) +
             (random_.percent(70) ? literal(type) : write(type, depth)) + ")";
    }
    case 10: {
      const Type type = random_.one_of(ordered);
      return "(" + write(type, depth) + random_.word({" between (", " !between ("}) + leaf(type) + " .. " + leaf(type) +
             "))";
    }
    case 11:
    case 12:
      return membership(depth);
    case 13:
      return call(random_.word({"isnull", "isnotnull", "isempty", "isnotempty"}),
                  {random_.percent(25) ? write(Type::dynamic, depth) : write_scalar(depth)});
    case 14:
      return call(random_.word({"isnan", "isinf", "isfinite"}), {write(Type::real, depth)});
    case 15: {
      const Type type = random_.one_of(ordered);
      return "(" + leaf(Type::dynamic) + random_.word({"", ".risk", "[0]"}) +
             random_.word({" == ", " != ", " < ", " >= "}) + literal(type) + ")";
    }
    default:
      return text_test(depth);
  }
}

}  // namespace kelpie::differential
