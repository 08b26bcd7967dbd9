#pragma once

#include "rules/alert.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::rules {

/// Writes the keys evidences, resources and observables of a finding into an open bag, each where it has something to
/// say: the entities, and the rows as evidences with data. An entity without a place of its own in OCSF is an evidence
/// with data.
void write_ocsf_entities(const Alert& alert, tables::DynamicBuilder& finding);

}  // namespace kelpie::rules
