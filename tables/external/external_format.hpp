#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kelpie::tables {

/// How the bytes of an external file become records (Kusto reference: "Data formats supported for ingestion").
enum class ExternalFormat : std::uint8_t { csv, tsv, tsve, psv, scsv, sohsv, txt, raw, json, multijson };

/// By the name that a query gives, in any case; nothing for a format that is not read here.
[[nodiscard]] std::optional<ExternalFormat> external_format(std::string_view name);
/// By the file's name, compressed or not; csv where it does not tell.
[[nodiscard]] ExternalFormat external_format_of_file(std::string_view address);
/// All names: "csv, tsv, ...".
[[nodiscard]] std::string_view external_format_names();

}  // namespace kelpie::tables
