#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tables/dynamic.hpp"

namespace kelpie::rules {

/// Writes JSON a key at a time: `json.text("code", code)`, `json.object("rule", [&] { ... })`.
class JsonDocument {
 public:
  /// Fills the document's one object.
  template <typename Fill>
  explicit JsonDocument(Fill&& fill) {
    builder_.begin_bag();
    fill(*this);
    builder_.end_bag();
  }

  void text(std::string_view key, std::string_view value) {
    builder_.key(key);
    builder_.string(value);
  }
  void number(std::string_view key, std::int64_t value) {
    builder_.key(key);
    builder_.long_(value);
  }
  void boolean(std::string_view key, bool value) {
    builder_.key(key);
    builder_.boolean(value);
  }
  template <typename Fill>
  void object(std::string_view key, Fill&& fill) {
    builder_.key(key);
    element(fill);
  }
  /// An object in a list.
  template <typename Fill>
  void element(Fill&& fill) {
    builder_.begin_bag();
    fill();
    builder_.end_bag();
  }
  template <typename Fill>
  void list(std::string_view key, Fill&& fill) {
    builder_.key(key);
    builder_.begin_array();
    fill();
    builder_.end_array();
  }

  /// The document as lines.
  [[nodiscard]] std::string written() const;

 private:
  tables::DynamicBuilder builder_;
};

}  // namespace kelpie::rules
