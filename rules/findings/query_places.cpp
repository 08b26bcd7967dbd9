#include "rules/findings/query_places.hpp"

#include <optional>
#include <type_traits>
#include <variant>
#include <vector>

#include <boost/pfr.hpp>

namespace kelpie::rules {

namespace {

using parser::Box;
using parser::Span;

template <typename Node>
concept IsExpression = requires(parser::Expression::Node any, Node node) {
  any = node;
};
template <typename Node>
concept IsStage = requires(parser::Operator any, Node node) {
  any = node;
}
|| (requires(parser::Source any, Node node) { any = node; } && !IsExpression<Node>);

/// What a node is called in front of a person.
template <typename Node>
constexpr std::string_view kind_of() {
  if constexpr (std::is_same_v<Node, parser::Call>)
    return "call";
  else if constexpr (std::is_same_v<Node, parser::Name> || std::is_same_v<Node, parser::WildcardName>)
    return "name";
  else if constexpr (std::is_same_v<Node, parser::Literal>)
    return "literal";
  else if constexpr (std::is_same_v<Node, parser::Member> || std::is_same_v<Node, parser::Index>)
    return "path";
  else if constexpr (std::is_same_v<Node, parser::Binary> || std::is_same_v<Node, parser::Between> ||
                     std::is_same_v<Node, parser::InList>)
    return "comparison";
  else if constexpr (std::is_same_v<Node, parser::PipelineExpression>)
    return "sub-query";
  else if constexpr (IsStage<Node>)
    return "operator";
  else
    return "expression";
}

/// Walks the syntax tree, whatever its nodes are: an aggregate with a span is a node, all else is looked through.
class Search {
 public:
  explicit Search(Span wanted) : wanted_(wanted) {}

  template <typename T>
  void visit(const T& value) {
    if constexpr (std::is_same_v<T, Span> || std::is_same_v<T, std::string> || std::is_scalar_v<T>) {
      return;
    } else if constexpr (requires {
                           value.has_value();
                           *value;
                         }) {
      if (value.has_value()) visit(*value);
    } else if constexpr (requires {
                           value.begin();
                           value.end();
                         }) {
      for (const auto& element : value) visit(element);
    } else if constexpr (requires { value.valueless_by_exception(); }) {
      std::visit([this](const auto& one) { visit(one); }, value);
    } else if constexpr (requires { value.operator->(); }) {
      visit(*value);
    } else if constexpr (requires { value.span; }) {
      if (!holds(value.span)) return;
      if constexpr (IsStage<T>) narrow(found_.stage, {value.span, kind_of<T>()});
      if constexpr (IsExpression<T>) narrow(found_.expression, {value.span, kind_of<T>()});
      visit_members(value);
    } else {
      visit_members(value);
    }
  }

  [[nodiscard]] QueryPlaces found() const { return found_; }

 private:
  [[nodiscard]] bool holds(Span span) const {
    return span.begin <= wanted_.begin && wanted_.end <= span.end && (!wanted_.empty() || wanted_.begin < span.end);
  }
  static void narrow(QueryPart& found, QueryPart part) {
    if (found.span.empty() || part.span.end - part.span.begin <= found.span.end - found.span.begin) found = part;
  }
  template <typename T>
  void visit_members(const T& value) {
    boost::pfr::for_each_field(value, [this](const auto& member) { visit(member); });
  }

  Span wanted_;
  QueryPlaces found_;
};

}  // namespace

QueryPlaces query_places(const parser::Query& query, parser::Span span) {
  Search search(span);
  search.visit(query);
  return search.found();
}

}  // namespace kelpie::rules
