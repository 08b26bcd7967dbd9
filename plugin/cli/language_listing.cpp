#include "plugin/cli/language_listing.hpp"

#include <ostream>

#include "plugin/cli/text_table.hpp"

namespace kelpie::plugin {

namespace {

using executor::Coverage;
using executor::LanguageEntry;
using tables::Type;
using tables::Value;

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : std::string(between)) + text;
  return all;
}

std::string sentence_of(const LanguageEntry& entry) {
  return entry.refusal.empty() ? entry.summary : "Left out: " + entry.refusal + ".";
}

}  // namespace

void list_language(std::ostream& out, const std::vector<LanguageEntry>& entries, Format format, const Terminal& terminal) {
  if (format == Format::table) {
    TextTable list({{"Name", Type::string}, {"Kind", Type::string}, {"What it does", Type::string}});
    for (const LanguageEntry& entry : entries) {
      list.add({Value::string(entry.name), Value::string(std::string(name_of(entry.kind))), Value::string(sentence_of(entry))});
    }
    list.write_with_prose(out, format, terminal);
    return;
  }
  TextTable list({{"Name", Type::string}, {"Kind", Type::string}, {"Category", Type::string}, {"Aliases", Type::string}, {"Signature", Type::string},
                  {"Summary", Type::string}, {"Example", Type::string}, {"LeftOutBecause", Type::string}});
  for (const LanguageEntry& entry : entries) {
    list.add({Value::string(entry.name), Value::string(std::string(name_of(entry.kind))), Value::string(entry.category),
              Value::string(joined(entry.aliases, ", ")), Value::string(joined(entry.signatures, "; ")), Value::string(entry.summary),
              Value::string(entry.example), Value::string(entry.refusal)});
  }
  list.write(out, format, terminal);
}

void show_entry(std::ostream& out, const LanguageEntry& entry, const Terminal& terminal) {
  out << coloured(harmless(entry.name), Colour::bold, terminal) << "  " << name_of(entry.kind) << (entry.category.empty() ? "" : ", " + entry.category) << '\n'
      << wrapped(sentence_of(entry), 2, terminal.width);
  const bool function = entry.kind == executor::EntryKind::scalar_function || entry.kind == executor::EntryKind::aggregate;
  for (const std::string& signature : entry.signatures) out << "  " << (function ? entry.name : "") << signature << '\n';
  if (!entry.aliases.empty()) out << "  also written " << joined(entry.aliases, ", ") << '\n';
  if (!entry.example.empty()) out << "example:\n  " << entry.example << '\n';
}

void list_coverage(std::ostream& out, const std::vector<LanguageEntry>& entries, Format format, const Terminal& terminal) {
  TextTable list({{"Kind", Type::string}, {"Documented", Type::long_}, {"Here", Type::long_}, {"LeftOut", Type::long_}, {"Missing", Type::long_}, {"Names", Type::string}});
  for (const Coverage& one : executor::coverage(entries)) {
    const auto count = [](std::size_t number) { return Value::long_(static_cast<std::int64_t>(number)); };
    std::string names = joined(one.refused, ", ");
    if (!names.empty()) names = "left out by name: " + names;
    if (!one.missing.empty()) names += (names.empty() ? "missing: " : "; missing: ") + joined(one.missing, ", ");
    list.add({Value::string(std::string(name_of(one.kind))), count(one.documented), count(one.present), count(one.refused.size()), count(one.missing.size()), Value::string(names)});
  }
  list.write_with_prose(out, format, terminal);
}

}  // namespace kelpie::plugin
