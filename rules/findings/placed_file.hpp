#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "parser/parse.hpp"
#include "rules/findings/finding.hpp"
#include "rules/findings/line_index.hpp"
#include "rules/findings/query_places.hpp"
#include "rules/findings/yaml_places.hpp"

namespace kelpie::rules {

/// A rule file taken apart, to say where in it something stands. Each of its queries is parsed once, when it is first
/// asked for. Not thread-safe; the source must outlive it.
class PlacedFile {
 public:
  explicit PlacedFile(const SourceFile& source);
  PlacedFile(const PlacedFile&) = delete;
  PlacedFile& operator=(const PlacedFile&) = delete;

  /// The ways to a stretch of the file, from the file inwards.
  [[nodiscard]] std::vector<Place> places(parser::Span span);
  /// The file itself, as the first of all ways.
  [[nodiscard]] Place file_place() const;
  /// The text under a key of the rule that the stretch is in; "" where there is none.
  [[nodiscard]] std::string_view rule_text(parser::Span span, std::string_view key) const;
  /// Whether a byte belongs to a value's text, so that # is no comment there.
  [[nodiscard]] bool in_value(std::uint32_t offset) const { return yaml_.in_content(offset); }
  /// Whether a byte belongs to a query, outside of its literals: there // begins a comment.
  [[nodiscard]] bool may_begin_query_comment(std::uint32_t offset);

  [[nodiscard]] const LineIndex& lines() const { return lines_; }
  [[nodiscard]] std::string_view text() const { return source_.text; }

 private:
  struct PlacedQuery {
    const YamlPlace* place = nullptr;
    parser::Query query;
    std::unique_ptr<LineIndex> lines;
  };
  PlacedQuery* query_at(parser::Span span);
  [[nodiscard]] static parser::Span in_query(const PlacedQuery& query, parser::Span span);
  void add_query_places(PlacedQuery& query, parser::Span span, std::vector<Place>& places) const;

  const SourceFile& source_;
  LineIndex lines_;
  YamlPlaces yaml_;
  std::map<std::size_t, PlacedQuery> queries_;  // by document
};

}  // namespace kelpie::rules
