#include "rules/load.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <system_error>

#include <fmt/format.h>

#include "executor/binder/nearest_name.hpp"
#include "rules/detail/field_reader.hpp"
#include "rules/detail/yaml_guard.hpp"
#include "tables/text.hpp"
#include "tables/utf8.hpp"

namespace kelpie::rules {

namespace {

constexpr std::size_t largest_file = 1024 * 1024;

void tell(LoadedRules& into, std::shared_ptr<const SourceFile> source, std::string code, std::string message, std::size_t offset = 0,
          std::string hint = {}) {
  const auto at = static_cast<std::uint32_t>(std::min(offset, source->text.size()));
  into.diagnostics.push_back({std::move(source), {parser::Severity::error, std::move(code), std::move(message), {at, at}, std::move(hint)}});
}

/// Offset of the first byte that is no UTF-8.
std::optional<std::size_t> broken_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = tables::utf8_sequence(text.data() + at, text.data() + text.size());
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::vector<std::string> known_keys() {
  std::vector<std::string> keys;
  for (const detail::FieldReader& field : detail::field_readers()) keys.emplace_back(field.key);
  return keys;
}

/// What the keys say of the kind where `kind` does not: a hunting query has no schedule.
RuleKind implied_kind(const std::vector<detail::PlacedText>& keys) {
  const auto has = [&](std::string_view key) { return std::any_of(keys.begin(), keys.end(), [&](const auto& one) { return one.text == key; }); };
  return has("queryFrequency") || has("queryPeriod") ? RuleKind::scheduled : RuleKind::hunting;
}

void read_document(const YAML::Node& root, const std::shared_ptr<const SourceFile>& source, LoadedRules& into) {
  RuleDiagnostics diagnostics;
  detail::RuleReader reader(source, diagnostics);
  Rule rule;
  rule.source = source;
  std::vector<detail::PlacedText> keys;
  const auto entries = reader.map(root, "A rule file");
  for (const auto& [key, value] : entries) {
    if (!value.IsNull()) keys.push_back(key);
  }
  rule.kind = implied_kind(keys);
  for (const auto& [key, value] : entries) {
    const auto fields = detail::field_readers();
    const auto field = std::find_if(fields.begin(), fields.end(), [&, name = key.text](const auto& one) { return one.key == name; });
    if (field == fields.end()) {
      reader.warn(key.span, "KR004", fmt::format("A rule has no key '{}'; it is ignored.", key.text), executor::did_you_mean(key.text, known_keys()));
    } else if (!value.IsNull()) {
      field->read(value, reader, rule);
    }
  }
  rule.places.start = reader.span_of(root);
  for (const detail::PlacedText& key : keys) rule.places.keys.push_back({key.text, key.span});
  if (root.IsMap()) detail::check_rule(rule, keys, reader.span_of(root), reader);
  if (!has_errors(diagnostics)) into.rules.push_back(std::move(rule));
  else if (!rule.query.empty()) into.unsound.push_back(std::move(rule));
  into.diagnostics.insert(into.diagnostics.end(), diagnostics.begin(), diagnostics.end());
}

void read_file(const std::string& path, LoadedRules& into) {
  const auto refuse = [&](std::string message) {
    tell(into, std::make_shared<const SourceFile>(SourceFile{path, {}}), "KR001", std::move(message));
  };
  std::error_code failure;
  const auto size = std::filesystem::file_size(path, failure);
  if (failure) return refuse(fmt::format("The file cannot be read: {}.", failure.message()));
  if (size > largest_file) return refuse(fmt::format("The file has {} bytes; a rule file has at most {}.", size, largest_file));
  std::ifstream stream(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  if (!stream.good() && !stream.eof()) return refuse("The file cannot be read.");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  read_rule(path, text, into);
}

using Wanted = std::function<bool(const std::string& path)>;

std::vector<std::string> files_below(const std::string& path, const Wanted& wanted, LoadedRules& into) {
  std::error_code failure;
  // A shell's rules/*.yaml names the tests, too.
  if (!wanted(path) || is_test_file(path)) return {};
  if (!std::filesystem::is_directory(path, failure)) return {path};
  std::vector<std::string> files;
  auto at = std::filesystem::recursive_directory_iterator(path, std::filesystem::directory_options::skip_permission_denied, failure);
  for (; !failure && at != std::filesystem::recursive_directory_iterator(); at.increment(failure)) {
    const auto extension = at->path().extension();
    std::error_code unknown;
    if (!wanted(at->path().string())) {
      at.disable_recursion_pending();
      continue;
    }
    if (is_test_file(at->path().string())) continue;
    if ((extension == ".yaml" || extension == ".yml") && at->is_regular_file(unknown)) files.push_back(at->path().string());
  }
  if (failure) {
    tell(into, std::make_shared<const SourceFile>(SourceFile{path, {}}), "KR001", fmt::format("The folder cannot be read: {}.", failure.message()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

bool is_test_file(std::string_view path) { return path.ends_with(".test.yaml") || path.ends_with(".test.yml"); }

void read_rule(std::string path, std::string_view text, LoadedRules& into) {
  ++into.files;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto source = std::make_shared<const SourceFile>(SourceFile{std::move(path), std::string(text)});
  if (text.size() > largest_file) {
    return tell(into, source, "KR001", fmt::format("The text has {} bytes; a rule file has at most {}.", text.size(), largest_file));
  }
  if (const auto broken = broken_utf8(text)) return tell(into, source, "KR002", "This byte is no UTF-8.", *broken, "save the file as UTF-8");
  if (const auto problem = detail::check_yaml(text)) return tell(into, source, problem->code, problem->message, problem->offset);
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(source->text);
    if (documents.empty()) return tell(into, source, "KR006", "The file is empty.");
    for (const YAML::Node& document : documents) read_document(document, source, into);
  } catch (const YAML::Exception& error) {
    tell(into, source, "KR002", fmt::format("No YAML: {}.", error.msg), error.mark.pos < 0 ? 0 : static_cast<std::size_t>(error.mark.pos));
  }
}

void refuse_repeated_ids(LoadedRules& loaded) {
  std::map<std::string, std::string> seen;  // where each id stands first
  std::vector<Rule> kept;
  for (Rule& rule : loaded.rules) {
    const parser::Span id = rule.places.of("id");
    const std::string_view before = std::string_view(rule.source->text).substr(0, id.begin);
    const auto [at, added] = seen.emplace(rule.id, fmt::format("{}:{}", rule.source->path, 1 + std::count(before.begin(), before.end(), '\n')));
    if (added) {
      kept.push_back(std::move(rule));
      continue;
    }
    tell(loaded, rule.source, "KR010", fmt::format("The id {} is that of the rule at {}, too.", rule.id, at->second), id.begin,
         "every rule has an id of its own; uuidgen makes one");
  }
  loaded.rules = std::move(kept);
}

LoadedRules load_rules(const std::vector<std::string>& paths, const Wanted& wanted) {
  LoadedRules loaded;
  for (const std::string& path : paths) {
    for (const std::string& file : files_below(path, wanted, loaded)) read_file(file, loaded);
  }
  refuse_repeated_ids(loaded);
  return loaded;
}

LoadedRules load_rules(const std::vector<std::string>& paths) {
  return load_rules(paths, [](const std::string&) { return true; });
}

LoadedRules load_rules(const std::string& path) { return load_rules(std::vector{path}); }

}  // namespace kelpie::rules
