#include <vector>

#include <fmt/format.h>

#include "executor/error.hpp"
#include "executor/functions/conversion/cast.hpp"
#include "executor/functions/regex/pattern_argument.hpp"
#include "executor/functions/regex/regex_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;
using tables::Vector;

constexpr std::size_t max_groups = 16;  // of extract_all (Kusto reference: "extract_all()")

std::string_view extract(const Pattern& pattern, std::int64_t group, std::string_view text) {
  if (group < 0 || static_cast<std::size_t>(group) > pattern.group_count()) return {};
  std::vector<std::string_view> groups(static_cast<std::size_t>(group) + 1);
  return pattern.find(text, 0, groups) ? groups.back() : std::string_view();
}

KernelFactory extract_text() {
  return prepared([](const CallSite& site) {
    return [pattern = PatternArgument(site, 0)](std::string_view source, std::int64_t group, std::string_view text) {
      return pattern.with(source, [&](const Pattern& known) { return extract(known, group, text); });
    };
  });
}

/// extract() with a type: the text, then a cast.
class TypedExtractKernel final : public Kernel {
 public:
  TypedExtractKernel(std::shared_ptr<const Kernel> text, std::shared_ptr<const Kernel> cast)
      : text_(std::move(text)), cast_(std::move(cast)) {}
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    const Vector texts[] = {text_->evaluate(arguments.first(3), rows)};
    return cast_->evaluate(texts, rows);
  }

 private:
  std::shared_ptr<const Kernel> text_;
  std::shared_ptr<const Kernel> cast_;
};

KernelFactory extract_typed() {
  return [text = extract_text()](const CallSite& site) -> std::shared_ptr<const Kernel> {
    auto kernel =
        text(CallSite{.argument_types = site.argument_types, .constants = site.constants, .result_type = Type::string});
    return std::make_shared<const TypedExtractKernel>(std::move(kernel),
                                                      make_cast_kernel(Type::string, site.result_type));
  };
}

/// The type that the literal in the last argument names.
std::optional<Type> literal_type(std::span<const Type>, std::span<const std::optional<Value>> constants) {
  if (constants.empty() || !constants.back() || constants.back()->type() != Type::string) return std::nullopt;
  return tables::type_from_name(constants.back()->as_text());
}

void check_groups(const Pattern& pattern) {
  const std::size_t count = pattern.group_count();
  if (count >= 1 && count <= max_groups) return;
  throw QueryError(
      "SEM0421",
      fmt::format(
          "extract_all() wants a regular expression with 1 to {} capture groups in parentheses, this one has {}",
          max_groups, count));
}

std::vector<std::size_t> all_groups(const Pattern& pattern) {
  std::vector<std::size_t> groups;
  for (std::size_t group = 1; group <= pattern.group_count(); ++group) groups.push_back(group);
  return groups;
}

/// Numbers and names of an array; what the pattern does not have is dropped.
std::vector<std::size_t> listed_groups(const Pattern& pattern, DynamicView list) {
  std::vector<std::size_t> groups;
  for (std::size_t i = 0; list.kind() == DynamicKind::array && i < list.size(); ++i) {
    const DynamicView element = list.element(i);
    if (element.kind() == DynamicKind::long_ && element.as_integer() >= 1 &&
        element.as_integer() <= static_cast<std::int64_t>(pattern.group_count())) {
      groups.push_back(static_cast<std::size_t>(element.as_integer()));
    } else if (element.kind() == DynamicKind::string) {
      if (const auto number = pattern.group_number(element.as_string())) groups.push_back(*number);
    }
  }
  return groups;
}

bool extract_all(tables::DynamicBuilder& out, const Pattern& pattern, const std::vector<std::size_t>& wanted,
                 std::string_view text) {
  std::string_view groups[max_groups + 1];
  bool found = false;
  if (!wanted.empty()) {
    for_each_match(pattern, text, {groups, pattern.group_count() + 1}, [&](std::span<std::string_view> match) {
      if (!found) out.begin_array();
      found = true;
      if (wanted.size() > 1) out.begin_array();
      for (const std::size_t group : wanted) out.string(match[group]);
      if (wanted.size() > 1) out.end_array();
      return true;
    });
  }
  if (found)
    out.end_array();
  else
    out.null();
  return found;
}

auto prepare_extract_all(const CallSite& site) {
  const PatternArgument pattern(site, 0);
  if (const Value* source = site.constant(0))
    pattern.with(source->as_text(), [](const Pattern& known) { check_groups(known); });
  return [pattern](tables::DynamicBuilder& out, std::string_view source, std::string_view text) {
    return pattern.with(source, [&](const Pattern& known) {
      check_groups(known);
      return extract_all(out, known, all_groups(known), text);
    });
  };
}

auto prepare_extract_listed(const CallSite& site) {
  const PatternArgument pattern(site, 0);
  if (const Value* source = site.constant(0))
    pattern.with(source->as_text(), [](const Pattern& known) { check_groups(known); });
  return [pattern](tables::DynamicBuilder& out, std::string_view source, DynamicView list, std::string_view text) {
    return pattern.with(source, [&](const Pattern& known) {
      check_groups(known);
      return extract_all(out, known, listed_groups(known, list), text);
    });
  };
}

}  // namespace

void add_regex_extraction_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "extract",
      .category = "string",
      .summary = "Takes what a capture group of a regular expression matches first, as text or as another type.",
      .example = "print extract(@'(\\w+)@(\\w+)', 2, 'ada@contoso'), extract(@'\\d+', 0, 'kelp 42', typeof(long))",
      .overloads = {
          {.signature = "(const regex:string, captureGroup:integer, source:string) -> string",
           .kernel = extract_text()},
          {.signature = "(const regex:string, captureGroup:integer, source:string, const typeLiteral:type) -> custom",
           .kernel = extract_typed(),
           .result = literal_type}}});
  registry.add(ScalarFunction{
      .name = "extract_all",
      .aliases = {"extractall"},
      .category = "string",
      .summary = "Lists what the capture groups of a regular expression match, all matches from left to right.",
      .example = "print extract_all(@'(\\d+)', 'kelp 4, seal 2')",
      .overloads = {
          {.signature = "(const regex:string, source:string) -> dynamic", .kernel = prepared(prepare_extract_all)},
          {.signature = "(const regex:string, captureGroups:dynamic, source:string) -> dynamic",
           .kernel = prepared(prepare_extract_listed)}}});
}

}  // namespace kelpie::executor
