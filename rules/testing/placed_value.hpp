#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/span.hpp"
#include "rules/rule_diagnostic.hpp"

namespace kelpie::rules::testing {

struct PlacedMember;

/// A value of a test file and where it stands: YAML without its library. A plain value.
struct PlacedValue {
  enum class Kind { null, text, list, map };
  Kind kind = Kind::null;
  bool quoted = false;  // text that is text whatever it looks like
  std::string text;
  parser::Span span;  // of a text all of it on its line, else where it begins
  std::vector<PlacedValue> elements;
  std::vector<PlacedMember> members;  // keys once each, in their order

  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  [[nodiscard]] bool is_text() const { return kind == Kind::text; }
  [[nodiscard]] bool is_list() const { return kind == Kind::list; }
  [[nodiscard]] bool is_map() const { return kind == Kind::map; }
  /// nullptr where there is no such key, and where this is no map.
  [[nodiscard]] const PlacedValue* find(std::string_view key) const;
};
struct PlacedMember {
  std::string key;
  parser::Span key_span;
  PlacedValue value;
};

/// "nothing", "text", "a list", "a map".
[[nodiscard]] std::string_view name_of(PlacedValue::Kind kind);

/// Tells what is wrong with a test file. Codes:
///   KT001 file cannot be read          KT002 no YAML              KT003 too deep, too large, too many aliases
///   KT004 unknown key or word          KT005 key stands twice     KT006 required key is missing
///   KT007 another type is expected     KT008 malformed value      KT009 no such rule
///   KT010 no such column or table      KT011 keys exclude each other
///   KT012 value is none of its column's type                      KT013 file of events or template cannot be used
///   KT014 two tests of a rule have one name
class TestReader {
 public:
  TestReader(std::shared_ptr<const SourceFile> source, RuleDiagnostics& diagnostics)
      : source_(std::move(source)), diagnostics_(diagnostics) {}

  [[nodiscard]] const std::shared_ptr<const SourceFile>& source() const { return source_; }
  void error(parser::Span span, std::string code, std::string message, std::string hint = {});
  /// "WHAT is a list; text is expected."
  void expected(const PlacedValue& value, std::string_view what, std::string_view type);
  /// Tells of each key that is not in the list, with the one that was meant.
  void only(const PlacedValue& map, std::string_view what, const std::vector<std::string>& known);

 private:
  std::shared_ptr<const SourceFile> source_;
  RuleDiagnostics& diagnostics_;
};

/// The documents of a text, within the bounds of rule files (rules/load.hpp), but longer. Nothing after an error, which
/// was told.
[[nodiscard]] std::vector<PlacedValue> read_placed_values(TestReader& reader);

}  // namespace kelpie::rules::testing
