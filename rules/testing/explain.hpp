#pragma once

#include "rules/testing/rule_stage.hpp"
#include "rules/testing/test_result.hpp"

namespace kelpie::rules::testing {

/// Adds to a failure what the runs did, and why no alert came where none did: which windows were run, which events were
/// in them, where in the query the rows went, what the trigger wants. The rule's query is run again for it.
void explain(const RuleStage& stage, bool alerted, TestFailure& failure);

}  // namespace kelpie::rules::testing
