#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "tables/store/encoding/column_base.hpp"

namespace kelpie::tables::store {

/// GUIDs with a validity byte for each; validity is empty when all rows have one.
struct GuidRows {
  std::vector<Guid> guids;
  std::vector<std::uint8_t> validity;
};

/// The GUIDs of a flat string column all of whose texts are GUIDs, lower-case with hyphens, or empty (then the row is
/// not valid); nothing otherwise.
[[nodiscard]] std::optional<GuidRows> guids_of_texts(const Vector& column);
/// Appends 16 bytes a row.
void append_guids(std::string& out, const Guid* guids, const std::uint8_t* validity, std::size_t rows);
/// Of type guid or string.
[[nodiscard]] std::unique_ptr<EncodedColumn> open_guids(Source source);

}  // namespace kelpie::tables::store
