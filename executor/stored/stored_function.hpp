#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "executor/stored/function_file.hpp"
#include "parser/ast.hpp"

namespace kelpie::executor {

/// A KQL function that is kept in a file (Kusto reference: "Stored functions"). Its text is read when it is first asked for, once.
/// Thread-safe.
class StoredFunction {
 public:
  /// `base`: where the positions of its file's text begin; see StoredFunctions.
  StoredFunction(FunctionSource source, std::uint32_t base) : source_(std::move(source)), base_(base) {}

  [[nodiscard]] const std::string& name() const { return source_.name; }
  [[nodiscard]] const std::string& category() const { return source_.category; }
  [[nodiscard]] const std::string& description() const { return source_.description; }
  [[nodiscard]] const std::string& example() const { return source_.example; }
  [[nodiscard]] bool is_view() const { return source_.view; }
  [[nodiscard]] bool is_built_in() const { return source_.built_in; }
  [[nodiscard]] const std::shared_ptr<const FunctionFile>& file() const { return source_.file; }
  /// "file:line" of its name.
  [[nodiscard]] std::string place() const;
  /// "(since:timespan = 1d, T:(a:long, *))".
  [[nodiscard]] std::string signature() const;
  /// The text between the braces, or below the header, without blanks around it.
  [[nodiscard]] std::string body() const;
  [[nodiscard]] const FunctionSource& source() const { return source_; }
  [[nodiscard]] std::uint32_t base() const { return base_; }

  /// Parameters and body as a tree whose spans begin at base(); nullptr when the text cannot be read.
  [[nodiscard]] const parser::FunctionLiteral* literal() const;
  /// What is wrong with the text, with places in the file.
  [[nodiscard]] const FunctionDiagnostics& diagnostics() const;

 private:
  void read() const;
  void check(const parser::FunctionLiteral& literal) const;

  FunctionSource source_;
  std::uint32_t base_;
  mutable std::once_flag once_;
  mutable parser::FunctionLiteral literal_;
  mutable FunctionDiagnostics diagnostics_;
  mutable bool sound_ = false;
};

/// Stored functions by name. Filled once, then read by any number of threads.
///
/// Every function's text has a stretch of positions of its own, above those of any query, so that a span says by itself which text it is in.
class StoredFunctions {
 public:
  /// Takes a function. A user's replaces a built-in one of its name, which a note says; a second one of a name is an error and left out.
  FunctionDiagnostics add(FunctionSource source);
  /// All of a file; with what reading it found.
  FunctionDiagnostics add(FunctionFileContent content);

  /// nullptr when there is none.
  [[nodiscard]] const StoredFunction* find(std::string_view name) const;
  /// In order of name.
  [[nodiscard]] std::vector<const StoredFunction*> list() const;
  [[nodiscard]] std::vector<std::string> names() const;

  /// A function, and a span in its file.
  struct Place {
    const StoredFunction* function = nullptr;
    parser::Span span;
    /// "Name (file:line:column)"
    [[nodiscard]] std::string text() const;
  };
  /// Where a span of a function's tree is; nothing for one of a query's.
  [[nodiscard]] std::optional<Place> place_of(parser::Span span) const;

 private:
  std::map<std::string, std::unique_ptr<StoredFunction>, std::less<>> functions_;
  std::map<std::uint32_t, const StoredFunction*> bases_;
  std::uint32_t next_base_ = 16u * 1024 * 1024;  // a query has fewer bytes
};

/// The functions that the engine brings along, and those alone. Made once.
[[nodiscard]] std::shared_ptr<const StoredFunctions> built_in_functions();
/// A set of its own with the built-in functions, to add a user's to.
[[nodiscard]] StoredFunctions make_stored_functions();
/// Adds the functions of a file, or of all .kql and .csl files below a folder, in the order of their paths.
FunctionDiagnostics add_function_files(const std::string& path, StoredFunctions& functions);

}  // namespace kelpie::executor
