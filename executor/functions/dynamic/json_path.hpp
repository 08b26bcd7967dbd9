#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tables/dynamic.hpp"

namespace kelpie::executor {

/// One step of a path: a key of a bag, or an index of an array (negative: from the end).
using PathStep = std::variant<std::string, std::int64_t>;
using Path = std::vector<PathStep>;

/// Reads the subset of JSONPath that Kusto knows (reference: "JSONPath syntax"): $ .name ['name'] ["name"] [n]. Nothing
/// when the text is not of that form or has more steps than a value may nest.
[[nodiscard]] std::optional<Path> parse_json_path(std::string_view text);

/// Keys of a bag on its nested levels, as bag_has_key and its kin take them: a path when the text starts with "$"
/// (without indexes), else the one key that it spells. Nothing for a path that is malformed, is only "$" or has an
/// index.
[[nodiscard]] std::optional<std::vector<std::string>> parse_bag_key(std::string_view text);

/// Element of an array; negative counts from the end. A null view when the value is no array or the index lies outside.
[[nodiscard]] tables::DynamicView element_at(tables::DynamicView value, std::int64_t index);
/// Where the path leads; a null view when it leads nowhere.
[[nodiscard]] tables::DynamicView follow(tables::DynamicView value, const Path& path);
/// Whether the bag has the key, even if with a null value.
[[nodiscard]] bool has_key(tables::DynamicView bag, std::string_view key);

}  // namespace kelpie::executor
