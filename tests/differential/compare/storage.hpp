#pragma once

#include <memory>

#include "generate/tables.hpp"
#include "tables/table.hpp"

namespace kelpie::differential {

/// How tables lie in memory or on the disk.
///   flat     one segment, flat columns
///   varied   several segments; columns flat, constant or coded, with dictionaries of a segment or of the table
///   stored   an on-disk store, sealed
enum class Storage { flat, varied, stored };

/// The tables in that form. The catalog keeps what it needs alive, a store's folder too. The rows keep their order but
/// for `stored`.
[[nodiscard]] std::shared_ptr<const tables::Catalog> make_catalog(const GeneratedTables& tables, Storage storage);

}  // namespace kelpie::differential
