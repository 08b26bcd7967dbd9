#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "parser/format.hpp"
#include "parser/parse.hpp"
#include "plugin/cli/command.hpp"
#include "plugin/cli/session.hpp"

namespace kelpie::plugin {

namespace {

struct FormatOptions {
  std::vector<std::string> files;
  bool check = false;
  bool write = false;
};

int format_one(const std::string& file, const FormatOptions& options) {
  const std::string text = read_text(file);
  const parser::ParseResult parsed = parser::parse(text);
  tell(text, parsed.diagnostics, file == "-" ? "standard input" : file);
  if (!parsed.ok()) return exit_refused;
  const std::string formatted = parser::format(parsed.query, text);
  if (options.check) {
    if (formatted == text) return exit_ok;
    std::cerr << file << ": not formatted; kelpie fmt --write " << file << " mends it\n";
    return exit_refused;
  }
  if (!options.write || file == "-") {
    std::cout << formatted;
    return exit_ok;
  }
  if (formatted == text) return exit_ok;
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << formatted;
  if (!out.flush()) throw UsageError("'" + file + "' cannot be written");
  std::cerr << file << ": formatted\n";
  return exit_ok;
}

}  // namespace

CommandAction add_format(CLI::App& app, CLI::App*& made) {
  auto options = std::make_shared<FormatOptions>();
  made = app.add_subcommand("fmt", "Format queries: a stage a line, comments kept, the meaning untouched");
  made->footer("Examples:\n  kelpie fmt hunt.kql\n  kelpie fmt --check queries/*.kql\n  kelpie fmt --write hunt.kql");
  made->add_option("files", options->files, "Query files; none or - reads standard input")->type_name("FILE");
  made->add_flag("--check", options->check, "Change nothing; exit 1 when a file is not formatted");
  made->add_flag("--write", options->write, "Write the files back");
  return [options] {
    if (options->files.empty()) options->files.emplace_back("-");
    int code = exit_ok;
    for (const std::string& file : options->files) code = std::max(code, format_one(file, *options));
    return code;
  };
}

}  // namespace kelpie::plugin
