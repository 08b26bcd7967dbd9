#pragma once

#include <string>

#include "tables/dynamic.hpp"

namespace kelpie::executor {

/// Appends JSON with the keys of every bag in ordinal order, so that equal values have one text (Kusto reference:
/// dynamic_to_json). What is nested deeper than tables::max_dynamic_depth is written in its own order.
void append_canonical_json(tables::DynamicView value, std::string& out);

/// Appends bytes that two values share exactly when they are equal: 1 and 1.0 are, 1 and "1" are not. To put values
/// into hash sets.
void append_identity(tables::DynamicView value, std::string& out);

}  // namespace kelpie::executor
