#include "plugin/server/api/graph/filter_parser.hpp"

#include <optional>

#include "executor/binder/nearest_name.hpp"
#include "plugin/server/api/graph/filter_tokens.hpp"
#include "plugin/server/api/graph/letters.hpp"
#include "plugin/server/api/graph/problem.hpp"

namespace kelpie::server::graph {

std::string_view name_of(Comparison comparison) {
  constexpr std::string_view names[] = {"eq", "ne", "gt", "ge", "lt", "le"};
  return names[static_cast<std::size_t>(comparison)];
}

std::string Path::text() const {
  std::string joined;
  for (const Name& name : names) joined += (joined.empty() ? "" : "/") + name.text;
  return joined;
}

void refuse_filter(std::string_view text, std::size_t at, std::string_view what) {
  std::string message = "Invalid filter clause: " + std::string(what) + " (at position " + std::to_string(at);
  if (at < text.size()) {
    std::size_t length = std::min<std::size_t>(24, text.size() - at);
    // Not in the middle of a character.
    while (at + length < text.size() && (static_cast<unsigned char>(text[at + length]) & 0xC0) == 0x80) ++length;
    message += ": \"" + std::string(text.substr(at, length)) + (at + length < text.size() ? "...\"" : "\"");
  }
  refuse(message + ").");
}

namespace {

/// What stands on one side of a comparison.
struct Operand {
  std::optional<Literal> literal;
  std::optional<Filter> condition;  // a boolean function, any() or all()
  Path path;
  std::size_t at = 0;
};

std::optional<Comparison> comparison_of(const Token& token) {
  if (token.kind != Token::Kind::name) return std::nullopt;
  for (const Comparison comparison :
       {Comparison::eq, Comparison::ne, Comparison::gt, Comparison::ge, Comparison::lt, Comparison::le}) {
    if (token.text == name_of(comparison)) return comparison;
  }
  return std::nullopt;
}

Comparison turned(Comparison comparison) {
  switch (comparison) {
    case Comparison::gt:
      return Comparison::lt;
    case Comparison::ge:
      return Comparison::le;
    case Comparison::lt:
      return Comparison::gt;
    case Comparison::le:
      return Comparison::ge;
    default:
      return comparison;
  }
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), tokens_(text) {}

  Filter whole() {
    Filter filter = alternatives();
    if (tokens_.now().kind != Token::Kind::end) tokens_.refuse("'and', 'or' or the end");
    return filter;
  }

 private:
  /// Counts nesting while it lives.
  class Deeper {
   public:
    explicit Deeper(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > most_filter_depth)
        refuse_filter(parser_.text_, parser_.tokens_.now().at,
                      "conditions nest more than " + std::to_string(most_filter_depth) + " deep");
    }
    ~Deeper() { --parser_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    Parser& parser_;
  };

  /// `part` joined by `word`.
  Filter joined(Filter::Kind kind, std::string_view word, Filter (Parser::*part)()) {
    Filter first = (this->*part)();
    if (!tokens_.is_name(word)) return first;
    Filter all{.kind = kind, .at = first.at, .parts = {}, .path = {}, .literals = {}, .variable = {}};
    all.parts.push_back(std::move(first));
    while (tokens_.is_name(word)) {
      tokens_.next();
      all.parts.push_back((this->*part)());
    }
    return all;
  }
  Filter alternatives() { return joined(Filter::Kind::any_of, "or", &Parser::conjunction); }
  Filter conjunction() { return joined(Filter::Kind::all_of, "and", &Parser::condition); }

  Filter condition() {
    const Deeper deeper(*this);
    if (++conditions_ > most_filter_conditions)
      refuse_filter(text_, tokens_.now().at,
                    "there are more than " + std::to_string(most_filter_conditions) + " conditions");
    const std::size_t at = tokens_.now().at;
    if (tokens_.is_name("not")) {
      tokens_.next();
      return negation_of(condition(), at);
    }
    if (tokens_.is_mark('(')) {
      tokens_.next();
      Filter inner = alternatives();
      close();
      return compared_with_truth(std::move(inner));
    }
    return comparison();
  }

  static Filter negation_of(Filter inner, std::size_t at) {
    Filter negated{.kind = Filter::Kind::negated, .at = at, .parts = {}, .path = {}, .literals = {}, .variable = {}};
    negated.parts.push_back(std::move(inner));
    return negated;
  }

  /// A condition may be compared with true or false.
  Filter compared_with_truth(Filter condition) {
    const auto comparison = comparison_of(tokens_.now());
    if (!comparison || (*comparison != Comparison::eq && *comparison != Comparison::ne)) return condition;
    tokens_.next();
    const Token& truth = tokens_.now();
    if (truth.kind != Token::Kind::literal || truth.literal.kind != Literal::Kind::boolean)
      tokens_.refuse("true or false");
    const bool wanted = truth.literal.boolean == (*comparison == Comparison::eq);
    tokens_.next();
    const std::size_t at = condition.at;
    return wanted ? std::move(condition) : negation_of(std::move(condition), at);
  }

  void close() {
    if (!tokens_.is_mark(')')) tokens_.refuse("')'");
    tokens_.next();
  }

  Filter comparison() {
    Operand left = operand();
    if (left.condition) return compared_with_truth(std::move(*left.condition));
    Filter filter{.kind = Filter::Kind::comparison,
                  .at = left.at,
                  .parts = {},
                  .path = left.path,
                  .literals = {},
                  .variable = {}};
    const auto comparison = comparison_of(tokens_.now());
    if (comparison) {
      tokens_.next();
      Operand right = operand();
      filter.comparison = *comparison;
      if (left.literal && !right.literal && !right.condition) {
        filter.path = right.path;
        filter.comparison = turned(*comparison);
        filter.literals.push_back(std::move(*left.literal));
      } else if (right.literal && !left.literal) {
        filter.literals.push_back(std::move(*right.literal));
      } else {
        refuse_filter(text_, left.at,
                      "a property is compared with a value, as in status/errorCode eq 50126; two properties or two "
                      "values are not");
      }
      return filter;
    }
    if (tokens_.is_name("in") && !left.literal) {
      filter.kind = Filter::Kind::one_of;
      tokens_.next();
      read_list(filter.literals);
      return filter;
    }
    if (tokens_.now().kind == Token::Kind::name && !tokens_.is_name("and") && !tokens_.is_name("or")) {
      const std::string near =
          executor::did_you_mean(tokens_.now().text, {"eq", "ne", "gt", "ge", "lt", "le", "in", "and", "or"});
      tokens_.refuse(std::string("eq, ne, gt, ge, lt, le or in") + (near.empty() ? "" : " (" + near + ")"));
    }
    if (left.literal) {
      if (left.literal->kind != Literal::Kind::boolean) tokens_.refuse("eq, ne, gt, ge, lt or le");
      filter.kind = Filter::Kind::constant;
      filter.literals.push_back(std::move(*left.literal));
      return filter;
    }
    filter.kind = Filter::Kind::flag;
    return filter;
  }

  void read_list(std::vector<Literal>& literals) {
    if (!tokens_.is_mark('(')) tokens_.refuse("'(' and a list of values");
    do {
      tokens_.next();
      if (tokens_.now().kind != Token::Kind::literal) tokens_.refuse("a value");
      if (++conditions_ > most_filter_conditions)
        refuse_filter(text_, tokens_.now().at,
                      "there are more than " + std::to_string(most_filter_conditions) + " values");
      literals.push_back(tokens_.now().literal);
      tokens_.next();
    } while (tokens_.is_mark(','));
    close();
  }

  Operand operand() {
    const Deeper deeper(*this);
    Operand result;
    result.at = tokens_.now().at;
    if (tokens_.now().kind == Token::Kind::literal) {
      result.literal = tokens_.now().literal;
      tokens_.next();
      return result;
    }
    if (tokens_.now().kind != Token::Kind::name) tokens_.refuse("a property or a function");
    Name name{std::string(tokens_.now().text), tokens_.now().at};
    tokens_.next();
    if (tokens_.is_mark('(')) return function(std::move(name));
    result.path.names.push_back(std::move(name));
    while (tokens_.is_mark('/')) {
      tokens_.next();
      if (tokens_.now().kind != Token::Kind::name) tokens_.refuse("a property, any(...) or all(...)");
      Name member{std::string(tokens_.now().text), tokens_.now().at};
      tokens_.next();
      if (tokens_.is_mark('(')) {
        result.condition = over_collection(std::move(result.path), member);
        return result;
      }
      result.path.names.push_back(std::move(member));
    }
    return result;
  }

  Operand function(Name name) {
    Operand result;
    result.at = name.at;
    const std::string small = in_small_letters(name.text);
    tokens_.next();
    if (small == "tolower" || small == "toupper") {  // comparisons know no case anyway
      result = operand();
      close();
      return result;
    }
    Filter filter{
        .kind = Filter::Kind::contains, .at = name.at, .parts = {}, .path = {}, .literals = {}, .variable = {}};
    if (small == "startswith")
      filter.kind = Filter::Kind::starts_with;
    else if (small == "endswith")
      filter.kind = Filter::Kind::ends_with;
    else if (small != "contains") {
      const std::string near =
          executor::did_you_mean(name.text, {"startswith", "endswith", "contains", "tolower", "toupper"});
      refuse_filter(text_, name.at,
                    "the function '" + name.text + "' is not supported; startswith, endswith and contains are" +
                        (near.empty() ? "" : ", " + near));
    }
    Operand of = operand();
    if (of.literal || of.condition)
      refuse_filter(text_, of.at, "a property was expected as the first argument of " + name.text);
    if (!tokens_.is_mark(',')) tokens_.refuse("','");
    tokens_.next();
    Operand what = operand();
    if (!what.literal || what.literal->kind != Literal::Kind::text)
      refuse_filter(text_, what.at, "a text in single quotes was expected as the second argument of " + name.text);
    close();
    filter.path = std::move(of.path);
    filter.literals.push_back(std::move(*what.literal));
    result.condition = std::move(filter);
    return result;
  }

  Filter over_collection(Path path, const Name& name) {
    Filter filter{.kind = Filter::Kind::any, .at = path.at(), .parts = {}, .path = {}, .literals = {}, .variable = {}};
    if (same_letters(name.text, "all"))
      filter.kind = Filter::Kind::all;
    else if (!same_letters(name.text, "any"))
      refuse_filter(text_, name.at, "'" + name.text + "' is no function over a collection; any and all are");
    filter.path = std::move(path);
    tokens_.next();
    if (tokens_.is_mark(')') && filter.kind == Filter::Kind::any) {
      tokens_.next();
      return filter;
    }
    if (tokens_.now().kind != Token::Kind::name) tokens_.refuse("a variable, as in any(t:t eq 'value'),");
    filter.variable = {std::string(tokens_.now().text), tokens_.now().at};
    tokens_.next();
    if (!tokens_.is_mark(':')) tokens_.refuse("':' behind the variable");
    tokens_.next();
    filter.parts.push_back(alternatives());
    close();
    return filter;
  }

  std::string_view text_;
  FilterTokens tokens_;
  std::size_t depth_ = 0;
  std::size_t conditions_ = 0;
};

}  // namespace

Filter parse_filter(std::string_view text) { return Parser(text).whole(); }

}  // namespace kelpie::server::graph
