#include "plugin/server/api/log_analytics/run_query.hpp"

#include <chrono>
#include <utility>

#include "plugin/server/api/log_analytics/answer.hpp"
#include "plugin/server/api/log_analytics/problems.hpp"
#include "plugin/server/api/log_analytics/timespan.hpp"
#include "plugin/server/http/router.hpp"

namespace kelpie::server::log_analytics {

namespace {

Response failed(const QueryAnswer& answer, const QueryRequest& query) {
  const QueryFailure failure = failure_of(answer, {query.query});
  // That API answers 200 where limits stopped a query, and says so beside the tables.
  if (failure.kind == QueryFailure::Kind::limits)
    return Response::json("{\"tables\":[],\"error\":" + partial_error(failure) + "}");
  return Response::json(failure_json(failure), status_of(failure));
}

}  // namespace

Response run_query(Services& services, const Request& request, const QueryRequest& query, std::string id) {
  check_workspaces(services, query);
  QueryWish wish;
  wish.text = query.query;
  wish.timeout = query.preferences.wait;
  wish.id = std::move(id);
  wish.face = "log-analytics";
  if (!query.timespan.empty()) {
    wish.timespan = parse_timespan(query.timespan, services.now());
    if (!wish.timespan) {
      throw bad_argument("The timespan '" + query.timespan.substr(0, 200) +
                         "' is none; expected a duration of ISO 8601 such as P1D or PT12H, or an interval such as "
                         "2026-01-01T00:00:00Z/2026-01-02T00:00:00Z or "
                         "2026-01-01T00:00:00Z/P1D whose end is not before its beginning.");
    }
  }
  QueryAnswer answer = services.queries.run(request.caller, wish, request.gone);
  if (answer.outcome == QueryAnswer::Outcome::busy)
    throw RequestRefused(Problem{429, "ThrottledError", "Too many queries run or wait already. Try again in a moment.",
                                 std::chrono::seconds(1)});
  if (answer.outcome != QueryAnswer::Outcome::answered) return failed(answer, query);
  return piecewise_json(answer_body(std::move(answer), query.preferences));
}

}  // namespace kelpie::server::log_analytics
