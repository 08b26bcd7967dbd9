#pragma once

#include <span>
#include <string_view>

#include "executor/listing/language_entry.hpp"

namespace kelpie::executor {

/// The names of a kind that Microsoft's Kusto reference documents, in order; what this engine has is held against them (`kelpie functions --coverage`).
[[nodiscard]] std::span<const std::string_view> reference_names(EntryKind kind);

}  // namespace kelpie::executor
