#include "plugin/output/json_object.hpp"
#include "plugin/server/api/log_analytics/problems.hpp"
#include "plugin/server/api/log_analytics/run_query.hpp"
#include "plugin/server/api/results/piecewise_body.hpp"
#include "plugin/server/http/router.hpp"

namespace kelpie::server::log_analytics {

using tables::DynamicKind;
using tables::DynamicView;

namespace {

/// As many as that API takes.
constexpr std::size_t most_requests = 100;

/// Headers are found without case.
std::string header_of(DynamicView headers, std::string_view name) {
  Headers fields;
  for (std::size_t i = 0; headers.kind() == DynamicKind::bag && i < headers.size(); ++i)
    fields.emplace_back(headers.key(i), tables::to_text(headers.value(i)));
  return std::string(find_header(fields, name).value_or(""));
}

Response answer_one(Services& services, const Request& request, DynamicView one) {
  try {
    if (one.kind() != DynamicKind::bag) throw bad_argument("A request of the batch is no JSON object.");
    const std::string path = tables::to_text(one.find("path"));
    if (!path.empty() && path != "/query")
      throw bad_argument("A request of the batch has the path '" + path.substr(0, 100) + "'; expected /query.");
    check_workspace(services, tables::to_text(one.find("workspace")));
    return run_query(services, request, read_query(one.find("body"), header_of(one.find("headers"), "prefer")), {});
  } catch (const RequestRefused& refused) {
    return Response::json(problem_json(refused.problem()), refused.problem().status);
  }
}

/// {"responses":[{"id","status","headers","body"}]}: each query is run when its turn to be sent has come, so that one
/// result is held at a time.
class BatchAnswer final : public PiecewiseBody {
 public:
  BatchAnswer(Services& services, Request request, std::string bytes)
      : services_(services), request_(std::move(request)), bytes_(std::move(bytes)) {}

  bool append(std::string& out) override {
    const std::size_t enough = out.size() + piece_bytes;
    const DynamicView requests = DynamicView(bytes_).find("requests");
    if (next_ == 0 && !current_) out += "{\"responses\":[";
    while (out.size() < enough) {
      if (current_) {
        BodyPiece piece = current_();
        out += piece.bytes;
        if (piece.state != BodyPiece::State::end) continue;
        out += '}';
        current_ = nullptr;
        continue;
      }
      if (next_ == requests.size()) {
        out += "]}";
        return true;
      }
      begin(requests.element(next_), out);
      ++next_;
    }
    return false;
  }

 private:
  void begin(DynamicView one, std::string& out) {
    Response response = answer_one(services_, request_, one);
    out += next_ == 0 ? "{\"id\":" : ",{\"id\":";
    const DynamicView id = one.find("id");
    if (id.is_null())
      out += "\"" + std::to_string(next_) + "\"";
    else
      plugin::append_json_string(tables::to_text(id), out);
    out += ",\"status\":" + std::to_string(response.status) +
           R"(,"headers":{"Content-Type":"application/json; charset=utf-8"},"body":)" + response.body;
    if (response.more)
      current_ = std::move(response.more);
    else
      out += '}';
  }

  Services& services_;
  Request request_;
  std::string bytes_;
  std::size_t next_ = 0;
  std::function<BodyPiece()> current_;
};

}  // namespace

Response run_batch(Services& services, const Request& request) {
  auto bytes = tables::parse_json(request.body);
  if (!bytes) throw bad_argument("The batch cannot be read as JSON.");
  const DynamicView requests = DynamicView(*bytes).find("requests");
  if (requests.kind() != DynamicKind::array)
    throw bad_argument(
        R"(The batch has no list of requests; expected {"requests": [{"id": "1", "workspace": "...", "body": {...}}]}.)");
  if (requests.size() > most_requests)
    throw bad_argument("The batch has " + std::to_string(requests.size()) + " requests; there may be " +
                       std::to_string(most_requests) + ". Send several batches.");
  Request own;
  own.caller = request.caller;
  own.method = request.method;
  own.gone = request.gone;
  return piecewise_json(std::make_shared<BatchAnswer>(services, std::move(own), std::move(*bytes)));
}

}  // namespace kelpie::server::log_analytics
