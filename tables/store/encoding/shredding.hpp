#pragma once

#include <memory>
#include <optional>
#include <string>

#include "tables/store/encoding/column_base.hpp"

namespace kelpie::tables::store {

/// The bytes of a flat dynamic column shredded by path; nothing where it cannot be.
[[nodiscard]] std::optional<std::string> shredded(const Vector& column);
/// The same where it is smaller than the values compressed block by block, judged by a sample.
[[nodiscard]] std::optional<std::string> shredded_if_smaller(const Vector& column);

[[nodiscard]] std::unique_ptr<EncodedColumn> open_shredded(Source source);

}  // namespace kelpie::tables::store
