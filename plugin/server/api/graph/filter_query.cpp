#include "plugin/server/api/graph/filter_query.hpp"

#include <memory>
#include <utility>

#include "executor/binder/nearest_name.hpp"
#include "plugin/server/api/graph/comparison_query.hpp"
#include "plugin/server/api/graph/filter_parser.hpp"
#include "plugin/server/api/graph/problem.hpp"

namespace kelpie::server::graph {

namespace {

using Known = Condition::Known;

[[noreturn]] void unknown_name(std::span<const Property> properties, bool beta, const Name& name,
                               const std::string& type, std::string_view in, std::string_view text) {
  std::vector<std::string> known;
  for (const Property& property : properties) {
    if (beta || !property.beta) known.emplace_back(property.name);
  }
  std::string what = "Could not find a property named '" + name.text + "' on type '" + type + "'";
  if (!beta && find_property(properties, name.text, true) != nullptr)
    what += "; beta has it, v1.0 has not";
  else if (const std::string near = executor::did_you_mean(name.text, known); !near.empty())
    what += "; " + near;
  if (in == "filter") refuse_filter(text, name.at, what);
  refuse("Invalid " + std::string(in) + " clause: " + what + ".");
}

/// Makes KQL of a filter, a condition at a time. "not" is carried down to the conditions, because not(null) is null in
/// KQL and true in OData.
class Translation {
 public:
  Translation(std::string_view text, const Names& names, const RowSource& source)
      : text_(text), names_(names), source_(source) {}

  Condition condition(const Filter& filter, bool negated) {
    switch (filter.kind) {
      case Filter::Kind::all_of:
        return joined(filter, negated, !negated);
      case Filter::Kind::any_of:
        return joined(filter, negated, negated);
      case Filter::Kind::negated:
        return condition(filter.parts.front(), !negated);
      case Filter::Kind::constant:
        return Condition::of(filter.literals.front().boolean != negated);
      case Filter::Kind::flag: {
        const Operand operand = operand_of(filter.path);
        if (operand.property.kind != Kind::flag)
          refuse_filter(text_, filter.at, "'" + operand.path + "' is neither true nor false: compare it with a value");
        return compared(operand, Comparison::eq,
                        {.kind = Literal::Kind::boolean, .text = "true", .at = filter.at, .boolean = true}, negated,
                        text_);
      }
      case Filter::Kind::comparison:
        return compared(operand_of(filter.path), filter.comparison, filter.literals.front(), negated, text_);
      case Filter::Kind::one_of:
        return one_of(operand_of(filter.path), filter.literals, negated, filter.at, text_);
      case Filter::Kind::starts_with:
      case Filter::Kind::ends_with:
      case Filter::Kind::contains:
        return text_matched(operand_of(filter.path), filter.kind, filter.literals.front(), negated, text_);
      case Filter::Kind::any:
      case Filter::Kind::all:
        return over_collection(filter, negated);
    }
    return Condition::of(false);
  }

  std::vector<std::string>& statements() { return statements_; }

 private:
  struct Variable {
    const Name* name;
    const Property* collection;
    std::string kql;
    std::string_view constant;
  };

  Condition joined(const Filter& filter, bool negated, bool all) {
    std::string kql;
    bool counted = false;
    std::size_t count = 0;
    for (const Filter& part : filter.parts) {
      Condition one = condition(part, negated);
      if (one.known == (all ? Known::no : Known::yes)) return Condition::of(!all);
      if (one.known != Known::open) continue;
      kql += (count++ == 0 ? "" : all ? " and " : " or ") + one.kql;
      counted = counted || one.counted;
    }
    if (count == 0) return Condition::of(all);
    return {Known::open, count == 1 ? kql : "(" + kql + ")", counted};
  }

  Operand operand_of(const Path& path) {
    for (std::size_t i = variables_.size(); i-- > 0;) {
      const Variable& variable = variables_[i];
      if (variable.name->text != path.names.front().text) continue;
      return of_variable(variable, path);
    }
    const auto properties = find_path(names_, path, "filter", text_);
    return {*properties.back(), source_.value(properties), false, {}, path.text()};
  }

  Operand of_variable(const Variable& variable, const Path& path) {
    const Property* property = variable.collection;
    if (path.names.size() == 1) {
      // The element itself: as its collection, but one.
      elements_.push_back(std::make_unique<Property>(*property));
      elements_.back()->list = false;
      return {*elements_.back(), as_kind(*elements_.back(), variable.kql, tables::Type::dynamic),
              !variable.constant.empty(), variable.constant, path.text()};
    }
    std::string kql = variable.kql;
    for (std::size_t i = 1; i < path.names.size(); ++i) {
      const Property* member = find_property(property->members, path.names[i].text, names_.beta);
      if (member == nullptr)
        unknown_name(property->members, names_.beta, path.names[i], "an element of " + std::string(property->name),
                     "filter", text_);
      kql = member_of(kql, *member);
      property = member;
    }
    return {*property, as_kind(*property, kql, tables::Type::dynamic), false, {}, path.text()};
  }

  Condition over_collection(const Filter& filter, bool negated) {
    const bool every = filter.kind == Filter::Kind::all;
    const Operand collection = operand_of(filter.path);
    if (!collection.property.list)
      refuse_filter(
          text_, filter.at,
          "'" + collection.path + "' is no collection: " + (every ? "all" : "any") + " has nothing to go through");
    // Sign-ins of one table all have the same types: known without looking.
    const bool constant =
        collection.property.name == "signInEventTypes" && !source_.source().event_type.empty() && variables_.empty();
    if (filter.parts.empty()) {
      if (constant) return Condition::of(!negated);
      return {Known::open, "coalesce(array_length(" + collection.kql + "), 0) " + (negated ? "== 0" : "> 0"), false};
    }
    const std::string name = "kelpie_any" + std::to_string(count_++);
    variables_.push_back(
        {&filter.variable, &collection.property, name, constant ? source_.source().event_type : std::string_view()});
    if (constant) {  // one element: any and all are the same
      Condition one = condition(filter.parts.front(), negated);
      variables_.pop_back();
      return one;
    }
    std::vector<std::string> around = std::exchange(statements_, {});
    // "all" is: none of which it does not hold.
    Condition body = condition(filter.parts.front(), every);
    variables_.pop_back();
    std::vector<std::string> inside = std::exchange(statements_, std::move(around));
    const bool wants_some = every == negated;
    if (body.known == Known::no) return Condition::of(!wants_some);
    std::string operators;
    for (const std::string& statement : inside) operators += statement + " | ";
    const std::string holds = body.known == Known::yes ? "" : " and (" + body.kql + ")";
    statements_.push_back("mv-apply " + name + " = " + collection.kql + " on (" + operators + "summarize " + name +
                          " = countif(isnotnull(" + name + ")" + holds + "))");
    return {Known::open, name + (wants_some ? " > 0" : " == 0"), true};
  }

  std::string_view text_;
  const Names& names_;
  const RowSource& source_;
  std::vector<Variable> variables_;
  std::vector<std::string> statements_;
  std::vector<std::unique_ptr<Property>> elements_;
  std::size_t count_ = 0;
};

}  // namespace

std::vector<const Property*> find_path(const Names& names, const Path& path, std::string_view in,
                                       std::string_view text) {
  std::span<const Property> properties = names.resource.properties;
  std::string type = "microsoft.graph." + std::string(names.resource.type);
  std::vector<const Property*> found;
  for (const Name& name : path.names) {
    const Property* property = find_property(properties, name.text, names.beta);
    if (property == nullptr) unknown_name(properties, names.beta, name, type, in, text);
    if (!found.empty() && found.back()->list) {
      const std::string what = "'" + std::string(found.back()->name) + "' is a collection";
      if (in == "filter")
        refuse_filter(text, name.at,
                      what + "; write " + std::string(found.back()->name) + "/any(x:x/" + name.text + " eq 'value')");
      refuse("Invalid " + std::string(in) + " clause: " + what + ".");
    }
    found.push_back(property);
    properties = property->members;
    type = std::string(property->name);
  }
  return found;
}

Conditions conditions_of(const Filter& filter, std::string_view text, const Names& names, const RowSource& source) {
  Conditions conditions;
  Translation translation(text, names, source);
  const auto add = [&](const Filter& part) {
    Condition one = translation.condition(part, false);
    if (one.known == Known::no) conditions.never = true;
    if (one.known == Known::open)
      (one.counted ? conditions.afterwards : conditions.plain).push_back(std::move(one.kql));
  };
  if (filter.kind == Filter::Kind::all_of) {
    for (const Filter& part : filter.parts) add(part);
  } else {
    add(filter);
  }
  conditions.counted = std::move(translation.statements());
  return conditions;
}

bool mentions(const Filter& filter, std::string_view property) {
  if (!filter.path.names.empty() && filter.path.names.front().text == property) return true;
  for (const Filter& part : filter.parts) {
    if (mentions(part, property)) return true;
  }
  return false;
}

}  // namespace kelpie::server::graph
