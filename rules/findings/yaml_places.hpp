#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/span.hpp"

namespace kelpie::rules {

/// A value of a YAML file and where it stands.
struct YamlPlace {
  std::string path;          // entityMappings[0].fieldMappings[1].columnName; "" is a whole document
  std::size_t document = 0;  // which of the file's documents it is in
  parser::Span key;          // of the key in front of it; empty: an element of a list
  parser::Span value;
  std::string text;                    // of a scalar
  std::vector<std::uint32_t> offsets;  // of a scalar: detail::scalar_offsets
};

/// The values of a YAML text by key path, in the order of the text. What stands behind broken YAML, or too deep or too
/// much for a rule file (detail::check_yaml), is missing.
class YamlPlaces {
 public:
  explicit YamlPlaces(std::string_view text);

  /// The innermost value, or the one of the key, that holds the stretch; nullptr when it lies outside of all documents.
  /// What has no length and begins where a list or map begins is about that list or map.
  [[nodiscard]] const YamlPlace* around(parser::Span span) const;
  /// The value of a path in a document; nullptr when there is none.
  [[nodiscard]] const YamlPlace* find(std::size_t document, std::string_view path) const;
  /// Whether the byte belongs to a value's content, so that a # there begins no comment.
  [[nodiscard]] bool in_content(std::uint32_t offset) const;
  [[nodiscard]] std::size_t documents() const { return documents_; }

 private:
  std::vector<YamlPlace> places_;
  std::size_t documents_ = 0;
};

}  // namespace kelpie::rules
