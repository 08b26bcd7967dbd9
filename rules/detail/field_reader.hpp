#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "rules/limits.hpp"
#include "rules/rule.hpp"
#include "rules/rule_diagnostic.hpp"

namespace kelpie::rules::detail {

/// A scalar and its place in the file.
struct PlacedText {
  std::string text;
  parser::Span span;
};

/// Reads YAML nodes as the types that rules hold and tells what is wrong, with its place. A reading that fails gives nothing and has told.
class RuleReader {
 public:
  RuleReader(std::shared_ptr<const SourceFile> source, RuleDiagnostics& diagnostics)
      : source_(std::move(source)), diagnostics_(diagnostics) {}

  [[nodiscard]] const std::shared_ptr<const SourceFile>& source() const { return source_; }
  /// A scalar's text as it stands in the file, or where another node begins.
  [[nodiscard]] parser::Span span_of(const YAML::Node& node) const;

  void error(parser::Span span, std::string code, std::string message, std::string hint = {});
  void warn(parser::Span span, std::string code, std::string message, std::string hint = {});

  /// Warns when a value is outside of a limit.
  void keep(LimitOf of, std::int64_t value, parser::Span span);
  void keep(LimitOf of, std::int64_t value, parser::Span span, std::string_view what);

  /// `expected_as`: what a list or a map is told to be instead.
  [[nodiscard]] std::optional<PlacedText> text(const YAML::Node& node, std::string_view what, std::string_view expected_as = "text");
  /// A list of texts; one text stands for a list of it, or of its parts between commas.
  [[nodiscard]] std::vector<PlacedText> texts(const YAML::Node& node, std::string_view what);
  [[nodiscard]] std::optional<bool> boolean(const YAML::Node& node, std::string_view what);
  [[nodiscard]] std::optional<std::int64_t> duration(const YAML::Node& node, std::string_view what);
  /// Position among the allowed words, in any case.
  [[nodiscard]] std::optional<std::size_t> one_of(const YAML::Node& node, std::string_view what,
                                                  std::initializer_list<std::string_view> allowed);

  /// The elements of a list; tells when it is none or longer than a thousand.
  [[nodiscard]] std::vector<YAML::Node> list(const YAML::Node& node, std::string_view what);
  /// The entries of a map, keys once each; unknown ones get a warning and are left out. Without `known` all keys are taken.
  [[nodiscard]] std::vector<std::pair<PlacedText, YAML::Node>> map(const YAML::Node& node, std::string_view what,
                                                                  std::span<const std::string_view> known = {});

 private:
  void tell(parser::Severity severity, parser::Span span, std::string code, std::string message, std::string hint);
  void expected(const YAML::Node& node, std::string_view what, std::string_view type);

  std::shared_ptr<const SourceFile> source_;
  RuleDiagnostics& diagnostics_;
};

/// Reads one key of a rule file. A null value never comes here: it is as if the key were absent.
struct FieldReader {
  std::string_view key;
  void (*read)(const YAML::Node& value, RuleReader& reader, Rule& rule);
};

/// All keys that a rule file may have; the list is in fields/fields.cpp.
[[nodiscard]] std::span<const FieldReader> field_readers();

/// Checks a rule as a whole, when all fields were read: `keys` are those that the file holds, `start` is where it begins.
void check_rule(Rule& rule, const std::vector<PlacedText>& keys, parser::Span start, RuleReader& reader);

}  // namespace kelpie::rules::detail
