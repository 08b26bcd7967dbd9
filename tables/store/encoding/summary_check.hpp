#pragma once

#include "tables/store/column_encoding.hpp"

namespace kelpie::tables::store {

/// What a block says of its rows must hold for them: as many nulls, no value beyond its ends. `rows` is the whole
/// block, read. Throws DamagedData.
void require_summary(const BlockSummary& summary, const Vector& rows);

/// Entries of a dictionary must be in order, null first, none twice. Throws DamagedData.
void require_order(const Dictionary& dictionary);

}  // namespace kelpie::tables::store
