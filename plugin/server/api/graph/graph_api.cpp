#include "plugin/server/api/graph/graph_api.hpp"

#include <optional>
#include <string>
#include <string_view>

#include "plugin/output/json_writer.hpp"
#include "plugin/server/api/graph/address.hpp"
#include "plugin/server/api/graph/entity_writer.hpp"
#include "plugin/server/api/graph/problem.hpp"
#include "plugin/server/service/query_service.hpp"

namespace kelpie::server::graph {

namespace {

constexpr std::string_view json_type =
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

QueryAnswer run(Services& services, const Request& request, const std::string& text, std::size_t rows,
                std::int64_t now) {
  QueryWish wish;
  wish.text = text;
  wish.result_rows = rows + 1;  // and the row of the second result
  wish.now = now;
  wish.id = request.id;
  wish.face = "graph";
  QueryAnswer answer = services.queries.run(request.caller, wish, request.gone);
  const auto refused = [&](int status, std::string code, std::string message,
                           std::optional<std::chrono::seconds> retry = {}) {
    throw RequestRefused(
        Problem{.status = status, .code = std::move(code), .message = std::move(message), .retry_after = retry});
  };
  switch (answer.outcome) {
    case QueryAnswer::Outcome::answered:
      break;
    case QueryAnswer::Outcome::busy:
      refused(429, "TooManyRequests", "Too many queries run at the moment; try again.", std::chrono::seconds(2));
      break;
    case QueryAnswer::Outcome::timed_out:
      refused(504, "gatewayTimeout",
              "The query took longer than it may: ask for less time, as in $filter=createdDateTime ge "
              "2026-03-01T00:00:00Z, or a smaller $top.");
      break;
    case QueryAnswer::Outcome::cancelled:
      refused(503, "serviceNotAvailable", "The query was cancelled.");
      break;
    case QueryAnswer::Outcome::limited:
      refused(400, "BadRequest",
              "The query needs more than it may (" + answer.message(text) +
                  "): ask for less with $filter, $select or $top.");
      break;
    case QueryAnswer::Outcome::refused:
      refused(500, "InternalServerError", "The query could not be answered: " + answer.message(text));
      break;
  }
  return answer;
}

/// What errors and links call the collection.
std::string context_of(const Request& request, const Collection& collection, const ListOptions& options) {
  std::string context = request.base() + (collection.beta ? "/beta" : "/v1.0") + "/$metadata#";
  const Resource& resource = collection.resource;
  if (!resource.argument_name.empty())
    return context + "Collection(microsoft.graph." + std::string(resource.type) + ")";
  if (!resource.parent.empty())
    context += std::string(resource.parent) + "('" + percent_encoded(collection.parent) + "')/history";
  else
    context += resource.path;
  if (options.selected) {
    context += '(';
    for (const Property* property : options.select)
      context += (context.back() == '(' ? "" : ",") + std::string(property->name);
    context += ')';
  }
  return collection.id ? context + "/$entity" : context;
}

Response json_answer(const Request& request, std::string body) {
  Response response;
  response.with("Content-Type", std::string(json_type));
  add_graph_headers(response, request);
  response.body = std::move(body);
  return response;
}

/// The rows of a page, and where the next one begins.
struct Page {
  std::string rows;  // JSON, joined by ","
  std::size_t count = 0;
  std::optional<PagePosition> next;
  std::optional<std::int64_t> total;
};

/// Values of the keys of a row.
std::vector<tables::Value> keys_of(const executor::Batch& batch, std::size_t row, std::size_t keys) {
  std::vector<tables::Value> values;
  for (std::size_t i = 0; i < keys; ++i) values.push_back(batch.columns[i].value_at(row));
  return values;
}

Page read_page(const QueryAnswer& answer, const PageQuery& query, const Collection& collection,
               const ListOptions& options, const std::optional<PagePosition>& before, std::int64_t now) {
  Page page;
  const executor::Batch& facts = answer.tables.at(1).batches.at(0);
  PagePosition position;
  position.now = now;
  position.ceiling = facts.columns.at(0).value_at(0).as_integer();
  if (before)
    position.count = before->count;
  else if (const tables::Value total = facts.columns.at(1).value_at(0); !total.is_null())
    position.count = total.as_integer();
  page.total = position.count;
  // Rows with the keys of the last one: those that the client has already, where the page before ended with the same
  // keys.
  if (before) {
    position.last = before->last;
    position.equal = before->equal;
  }
  std::size_t at = 0;
  for (const executor::Batch& batch : answer.tables.at(0).batches) {
    for (std::size_t row = 0; row < batch.rows; ++row, ++at) {
      const bool dropped = at < query.drop;
      if (dropped && before) continue;
      if (page.count == options.page) {
        page.next = std::move(position);
        return page;
      }
      if (!dropped) {
        if (page.count++ > 0) page.rows += ',';
        append_entity(options.select, collection.beta, batch, query.keys, row, page.rows);
      }
      std::vector<tables::Value> keys = keys_of(batch, row, query.keys);
      if (keys == position.last) {
        ++position.equal;
      } else {
        position.last = std::move(keys);
        position.equal = 1;
      }
    }
  }
  return page;
}

Response list(Services& services, const Request& request, const Collection& collection, const ListOptions& options,
              const tables::Catalog& tables) {
  const std::string identity = identity_of_list(request);
  std::optional<PagePosition> before;
  if (!options.skip_token.empty())
    before = read_skip_token(options.skip_token, identity, key_types(collection, options));
  const std::int64_t now = before ? before->now : services.now();
  const PageQuery query = page_query(collection, options, before, tables);
  Page page;
  if (query.nothing)
    page.total = 0;
  else
    page = read_page(run(services, request, query.text, query.rows, now), query, collection, options, before, now);

  std::string body = "{\"@odata.context\":";
  plugin::append_json_string(context_of(request, collection, options), body);
  if (options.count) body += ",\"@odata.count\":" + std::to_string(page.total.value_or(0));
  if (page.next) {
    const std::string asked = query_of_next_page(request);
    body += ",\"@odata.nextLink\":";
    plugin::append_json_string(request.base() + request.path + "?" + asked + (asked.empty() ? "" : "&") +
                                   "$skiptoken=" + write_skip_token(*page.next, identity),
                               body);
  }
  body += ",\"value\":[" + page.rows + "]}";
  Response response = json_answer(request, std::move(body));
  if (options.preferred_page) response.with("Preference-Applied", "odata.maxpagesize=" + std::to_string(options.page));
  return response;
}

Response one_row(Services& services, const Request& request, const Collection& collection, const ListOptions& options,
                 const tables::Catalog& tables) {
  const PageQuery query = page_query(collection, options, std::nullopt, tables);
  if (!query.nothing) {
    const QueryAnswer answer = run(services, request, query.text, query.rows, services.now());
    for (const executor::Batch& batch : answer.tables.at(0).batches) {
      if (batch.rows == 0) continue;
      std::string row;
      append_entity(options.select, collection.beta, batch, query.keys, 0, row);
      std::string body = "{\"@odata.context\":";
      plugin::append_json_string(context_of(request, collection, options), body);
      if (row.size() > 2) body += ",";
      return json_answer(request, body + row.substr(1));
    }
  }
  not_found("Resource '" + collection.id->substr(0, 100) + "' does not exist in '" +
            std::string(collection.resource.path) +
            "': it never arrived here, its retention has ended, or the id is another kind's.");
}

Response count(Services& services, const Request& request, const Collection& collection, const ListOptions& options,
               const tables::Catalog& tables) {
  const PageQuery query = count_query(collection, options, tables);
  std::int64_t number = 0;
  if (!query.nothing) {
    const QueryAnswer answer = run(services, request, query.text, 1, services.now());
    const tables::Value value = answer.tables.at(0).batches.at(0).columns.at(0).value_at(0);
    if (!value.is_null()) number = value.as_integer();
  }
  Response response = Response::text(std::to_string(number));
  add_graph_headers(response, request);
  return response;
}

}  // namespace

Response answer(Services& services, const Request& request, bool beta) {
  std::string_view path = request.path;
  path.remove_prefix(path.find('/', 1) == std::string_view::npos ? path.size() : path.find('/', 1) + 1);
  const Address address = find_address(path, beta);
  const Collection& collection = address.collection;
  const ListOptions options = read_list_options(request, collection.resource, beta, collection.id.has_value());
  const auto view = services.queries.view();
  if (address.count) return count(services, request, collection, options, *view.catalog);
  return collection.id ? one_row(services, request, collection, options, *view.catalog)
                       : list(services, request, collection, options, *view.catalog);
}

}  // namespace kelpie::server::graph
