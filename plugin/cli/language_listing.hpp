#pragma once

#include <iosfwd>
#include <vector>

#include "executor/listing/language_entry.hpp"
#include "plugin/output/result_writer.hpp"

namespace kelpie::plugin {

/// All of them, one a row: for a person name, kind and sentence, for a program everything.
void list_language(std::ostream& out, const std::vector<executor::LanguageEntry>& entries, Format format, const Terminal& terminal);
/// One of them, for a person: how it is written, what it does, an example.
void show_entry(std::ostream& out, const executor::LanguageEntry& entry, const Terminal& terminal);
/// How much of the reference is here, one kind a row.
void list_coverage(std::ostream& out, const std::vector<executor::LanguageEntry>& entries, Format format, const Terminal& terminal);
/// The page of all functions (docs/functions.md).
void write_language_page(std::ostream& out, const std::vector<executor::LanguageEntry>& entries);

}  // namespace kelpie::plugin
