#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

/// What sort of thing a name of the language is.
enum class EntryKind { tabular_operator, statement, scalar_operator, scalar_function, aggregate, plugin, stored_function };
/// Those of the language, in the order in which they are listed.
inline constexpr EntryKind entry_kinds[] = {EntryKind::tabular_operator, EntryKind::statement,  EntryKind::scalar_operator,
                                            EntryKind::scalar_function,  EntryKind::aggregate, EntryKind::plugin};
/// "tabular operator", "aggregate", ...
[[nodiscard]] std::string_view name_of(EntryKind kind);

/// One name of the language as a person looks it up.
struct LanguageEntry {
  EntryKind kind = EntryKind::scalar_function;
  std::string name;
  std::string category;                 // "string", "datetime", ...; of a scalar function
  std::vector<std::string> aliases;     // other spellings, obsolete ones among them
  std::vector<std::string> signatures;  // one a way to call or write it
  std::string summary;                  // one sentence
  std::string example;                  // a query that runs
  std::string refusal;                  // why it is left out on purpose; empty: it is here
};

/// Every operator, statement, function, aggregate and plugin that there is, and those that are refused by name; by kind, then by name.
[[nodiscard]] std::vector<LanguageEntry> language_entries(const FunctionRegistry& functions);

/// What of the reference's names of a kind there is here.
struct Coverage {
  EntryKind kind = EntryKind::scalar_function;
  std::size_t documented = 0;
  std::size_t present = 0;
  std::vector<std::string> refused;  // by name, with a reason
  std::vector<std::string> missing;  // unknown here
  std::vector<std::string> beyond;   // here, though the reference does not document them
};
/// One a kind, in the order of entry_kinds.
[[nodiscard]] std::vector<Coverage> coverage(const std::vector<LanguageEntry>& entries);

}  // namespace kelpie::executor
