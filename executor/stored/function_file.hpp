#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parser/diagnostic.hpp"

namespace kelpie::executor {

/// A file of stored functions, or a built-in one.
struct FunctionFile {
  std::string path;
  std::string text;
};

/// Something to tell the author of a stored function, with its place in the file.
///
/// Codes: those of queries (KS..., KP...) and
///   KF001 file cannot be read        KF002 no function in it           KF003 header is incomplete or malformed
///   KF004 name is no identifier      KF005 two functions have one name KF006 parameter is wrong
///   KF007 replaces a built-in one    KF008 the function has no result  KF009 name of a function of the language
struct FunctionDiagnostic {
  std::shared_ptr<const FunctionFile> file;
  parser::Diagnostic diagnostic;
};
using FunctionDiagnostics = std::vector<FunctionDiagnostic>;

/// As parser::render: file:line:column, message, the line of the file with carets, hint.
[[nodiscard]] std::string render(const FunctionDiagnostic& diagnostic, bool colour = false);
[[nodiscard]] bool has_errors(const FunctionDiagnostics& diagnostics);

/// A function as its file declares it; parameters and body are not read yet.
struct FunctionSource {
  std::string name;
  std::string category, description, example;
  std::string signature;         // "(since: timespan = 1d)"; "" where none is written
  bool view = false;             // wildcards see it (Kusto: property `view` of .create function)
  bool only_if_absent = false;   // .create function ifnotexists
  bool built_in = false;
  std::shared_ptr<const FunctionFile> file;
  parser::Span header;           // of the name, in the file
  /// What the parser reads, `let f=(parameters){body}`: byte i of it is byte i + offset of the file, up to the closing brace.
  std::string literal;
  std::uint32_t offset = 0;
};

struct FunctionFileContent {
  std::vector<FunctionSource> functions;
  FunctionDiagnostics diagnostics;
};

/// A larger file is refused.
inline constexpr std::size_t largest_function_file = 1024 * 1024;

/// Reads the functions of a text. Two forms are accepted: a header of comments (`// function: Name(parameters)`, then `// category:`,
/// `// description:`, `// example:`, `// view: true`) before the body, one function a file; and Kusto's `.create function`,
/// `.create-or-alter function` and `.alter function`, any number a file (Kusto reference: ".create function command"). A text that is not
/// UTF-8, too large or holds no function is an error; nothing is thrown on account of it.
[[nodiscard]] FunctionFileContent read_function_file(std::string path, std::string text);

}  // namespace kelpie::executor
