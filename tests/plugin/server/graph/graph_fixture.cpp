#include "graph_fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace kelpie::tests {

tables::DynamicView Json::find(std::string_view path) const {
  tables::DynamicView view{bytes_};
  while (!path.empty()) {
    const auto end = path.find_first_of(".[", 1);
    std::string_view step = path.substr(0, end);
    path.remove_prefix(end == std::string_view::npos ? path.size() : end);
    if (step.front() == '.') step.remove_prefix(1);
    // A name of OData has a dot: value[0].x but @odata.nextLink.
    if (step.starts_with('@') && path.starts_with('.')) {
      const auto more = path.find_first_of(".[", 1);
      step = std::string_view(step.data(), step.size() + std::min(more, path.size()));
      path.remove_prefix(std::min(more, path.size()));
    }
    if (step.front() == '[') {
      const auto index = static_cast<std::size_t>(std::stoul(std::string(step.substr(1))));
      if (view.kind() != tables::DynamicKind::array || index >= view.size()) return {};
      view = view.element(index);
    } else {
      view = view.find(step);
    }
  }
  return view;
}

std::string Json::at(std::string_view path) const {
  const auto view = find(path);
  return view.is_null() ? "null" : tables::to_text(view);
}

bool Json::has(std::string_view path) const {
  const auto dot = path.starts_with('@') ? std::string_view::npos : path.rfind('.');
  const auto bag = find(dot == std::string_view::npos ? std::string_view() : path.substr(0, dot));
  const std::string_view name = dot == std::string_view::npos ? path : path.substr(dot + 1);
  for (std::size_t i = 0; i < bag.size(); ++i) {
    if (bag.kind() == tables::DynamicKind::bag && bag.key(i) == name) return true;
  }
  return false;
}

RunningGraph::Answer RunningGraph::ask(std::string_view method, std::string_view target, server::Headers headers) {
  const std::string_view base = "https://graph.example:7443";
  if (target.starts_with(base)) target.remove_prefix(base.size());
  const std::atomic<bool> gone{false};
  server::Request request;
  request.method = method;
  request.target = target;
  request.path = target.substr(0, target.find('?'));
  request.scheme = "https";
  request.host = "graph.example:7443";
  request.id = "11111111-2222-4333-8444-555555555555";
  request.caller.roles = server::Role::query;
  request.headers = std::move(headers);
  request.gone = &gone;
  std::string_view query =
      target.find('?') == std::string_view::npos ? std::string_view() : target.substr(target.find('?') + 1);
  while (!query.empty()) {
    const auto part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), part.size() + 1));
    if (part.empty()) continue;
    const auto equals = part.find('=');
    request.query.emplace_back(
        server::percent_decoded(part.substr(0, equals), true).value(),
        equals == std::string_view::npos ? "" : server::percent_decoded(part.substr(equals + 1), true).value());
  }
  const auto found = router.find(method, request.path);
  server::Response response;
  if (found.route == nullptr) {
    response = found.problem(
        {.status = found.allowed.empty() ? 404 : 405, .code = "NotFound", .message = "no route", .retry_after = {}},
        request);
  } else {
    request.parameters = found.parameters;
    request.rest = found.rest;
    try {
      response = found.route->handler(request);
    } catch (const server::RequestRefused& refused) {
      response = found.route->problem(refused.problem(), request);
    }
  }
  return {response.status, response.body, response.headers};
}

std::string RunningGraph::column(std::string_view target, std::string_view member) {
  std::string texts, next(target);
  while (!next.empty()) {
    const Answer answer = get(next);
    BOOST_REQUIRE_MESSAGE(answer.status == 200, next << ": " << answer.body);
    const Json page = answer.json();
    for (std::size_t i = 0; i < page.size("value"); ++i) {
      texts += (texts.empty() ? "" : " ") + page.at("value[" + std::to_string(i) + "]." + std::string(member));
    }
    next = page.has("@odata.nextLink") ? page.at("@odata.nextLink") : "";
  }
  return texts;
}

}  // namespace kelpie::tests
