#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tables/type.hpp"

namespace kelpie::tables::readers {

/// Finds the type of a column from the JSON tokens in it: bool, long, real where all are so; datetime where all are
/// texts like 2024-05-06T07:08:09Z; string for other texts, also mixed with numbers; dynamic as soon as there are
/// objects or lists.
class TypeInference {
 public:
  /// An empty token is a missing value.
  void see(std::string_view token);
  [[nodiscard]] Type type() const;

 private:
  bool boolean_ = false, integer_ = false, real_ = false, text_ = false, other_text_ = false, container_ = false;
};

/// The token as text: a string's characters, anything else as it stands.
[[nodiscard]] std::string text_of_token(std::string_view token);

}  // namespace kelpie::tables::readers
