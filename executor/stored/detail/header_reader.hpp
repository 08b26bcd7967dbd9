#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "executor/stored/function_file.hpp"

namespace kelpie::executor::detail {

/// Finds the functions of a file: where each begins and ends, and what its header says.
class HeaderReader {
 public:
  HeaderReader(std::shared_ptr<const FunctionFile> file, FunctionFileContent& content) : file_(std::move(file)), text_(file_->text), content_(content) {}

  void read();

 private:
  // ---- `// function:` ----
  struct CommentLine {
    std::size_t begin = 0;  // of the line
    std::string_view key;   // "function"; empty: a comment that says nothing of the kind
    std::size_t value = 0;  // where its value begins
    std::size_t end = 0;    // of the line, before its line break
  };
  /// The comment at `at`; nothing where the line is none.
  [[nodiscard]] std::optional<CommentLine> comment_at(std::size_t at) const;
  void read_commented(const CommentLine& header);
  void take(FunctionSource& source, const CommentLine& line);

  // ---- `.create function` ----
  /// One command; where the next may begin, or the end of the text after an error.
  std::size_t read_command(std::size_t at);
  bool read_properties(std::size_t& at, FunctionSource& source);

  /// Past blanks and comments.
  [[nodiscard]] std::size_t skip(std::size_t at) const;
  [[nodiscard]] std::string_view word_at(std::size_t at) const;
  /// The bracket that closes the one at `open`, over strings and comments; npos when there is none.
  [[nodiscard]] std::size_t closing(std::size_t open, std::size_t end) const;
  /// Past the string literal at `at`; `at` where none begins. Its decoded text goes to `value`.
  std::size_t read_string(std::size_t at, std::string* value) const;
  bool check_name(const FunctionSource& source);
  void error(std::string code, std::string message, std::size_t begin, std::size_t end, std::string hint = {});

  std::shared_ptr<const FunctionFile> file_;
  std::string_view text_;
  FunctionFileContent& content_;
};

}  // namespace kelpie::executor::detail
