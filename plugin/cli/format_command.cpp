#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
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

/// Puts the text in place of the file at once: whatever happens on the way, the file is the old one or the new one.
void replace_file(const std::string& file, const std::string& text) {
  const std::filesystem::path target = std::filesystem::canonical(file);  // a link stays one
  std::filesystem::path fresh = target;
  fresh += ".formatted";
  std::error_code failure;
  {
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out) {
      std::filesystem::remove(fresh, failure);
      throw UsageError("'" + file + "' cannot be written; it is as it was");
    }
  }
  std::filesystem::permissions(fresh, std::filesystem::status(target).permissions(), failure);
  std::filesystem::rename(fresh, target, failure);
  if (!failure) return;
  const std::string why = failure.message();
  std::filesystem::remove(fresh, failure);
  throw UsageError("'" + file + "' cannot be written (" + why + "); it is as it was");
}

/// Folders stand for the query files in them, in order of their names.
std::vector<std::string> with_folders_opened(const std::vector<std::string>& names) {
  std::vector<std::string> files;
  for (const std::string& name : names) {
    std::error_code failure;
    if (name == "-" || !std::filesystem::is_directory(name, failure)) {
      files.push_back(name);
      continue;
    }
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(name, std::filesystem::directory_options::skip_permission_denied)) {
      const std::filesystem::path extension = entry.path().extension();
      if (entry.is_regular_file(failure) && (extension == ".kql" || extension == ".csl")) found.push_back(entry.path().string());
    }
    if (found.empty()) throw UsageError("there is no .kql or .csl file in '" + name + "'");
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

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
  replace_file(file, formatted);
  std::cerr << file << ": formatted\n";
  return exit_ok;
}

}  // namespace

CommandAction add_format(CLI::App& app, CLI::App*& made) {
  auto options = std::make_shared<FormatOptions>();
  made = app.add_subcommand("fmt", "Format queries: a stage a line, comments kept, the meaning untouched");
  made->footer("Examples:\n  kelpie fmt hunt.kql\n  kelpie fmt --check queries/*.kql\n  kelpie fmt --write hunt.kql\n  kelpie fmt --write hunting/");
  made->add_option("files", options->files, "Query files, or folders of .kql and .csl files; none or - reads standard input")->type_name("PATH");
  made->add_flag("--check", options->check, "Change nothing; exit 1 when a file is not formatted");
  made->add_flag("--write", options->write, "Write the files back");
  return [options] {
    if (options->files.empty()) options->files.emplace_back("-");
    int code = exit_ok;
    for (const std::string& file : with_folders_opened(options->files)) code = std::max(code, format_one(file, *options));
    return code;
  };
}

}  // namespace kelpie::plugin
