#pragma once

#include <memory>

#include "plugin/server/api/kusto/answer_context.hpp"
#include "plugin/server/api/results/piecewise_body.hpp"

namespace kelpie::server::kusto {

/// What stands behind the rows in version 1 (Kusto reference: "Query/management HTTP response").
enum class Surroundings {
  none,   // of a command: its table alone
  query,  // @ExtendedProperties, QueryStatus and the table of contents
};
/// {"Tables":[...]}
[[nodiscard]] std::shared_ptr<PiecewiseBody> answer_v1(AnswerContext context, Surroundings surroundings);

}  // namespace kelpie::server::kusto
