#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::rules {

/// Paths that match patterns: `*` is any part of a name, `?` one character, `**` any number of folders. A pattern
/// without a slash (or with one at its end only) means files and folders of that name anywhere, as .gitignore has it;
/// others begin at the base folder. What lies in a folder that matches, matches too. Thread-safe.
class PathPatterns {
 public:
  /// `base` is the folder that patterns and relative paths are about; "" is the working folder.
  PathPatterns(const std::vector<std::string>& patterns, std::string base);
  ~PathPatterns();
  PathPatterns(PathPatterns&&) noexcept;
  PathPatterns& operator=(PathPatterns&&) noexcept;

  /// `path` is relative to the working folder, or absolute. A path outside of the base matches nothing.
  [[nodiscard]] bool match(const std::string& path) const;

 private:
  struct Expression;
  std::unique_ptr<Expression> expression_;  // null: no pattern
  std::string base_;
};

}  // namespace kelpie::rules
