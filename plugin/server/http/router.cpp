#include "plugin/server/http/router.hpp"

#include <algorithm>
#include <stdexcept>

#include "plugin/output/json_object.hpp"
#include "plugin/server/http/any_case.hpp"
#include "tables/readers/json_text.hpp"

namespace kelpie::server {

namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  if (!path.empty() && path.front() == '/') path.remove_prefix(1);
  for (;;) {
    const auto slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

/// Decoded; nothing for what could mean another path to somebody else.
std::optional<std::vector<std::string>> decoded_segments(std::string_view path) {
  if (path.empty() || path.front() != '/') return std::nullopt;
  std::vector<std::string> segments;
  for (const std::string_view raw : segments_of(path)) {
    auto segment = percent_decoded(raw);
    if (!segment || *segment == "." || *segment == ".." || segment->find('/') != std::string::npos || segment->find('\0') != std::string::npos) return std::nullopt;
    segments.push_back(std::move(*segment));
  }
  // A slash at the end means the same place.
  if (segments.size() > 1 && segments.back().empty()) segments.pop_back();
  return segments;
}

bool is_name(std::string_view segment) { return segment.size() > 2 && segment.front() == '{' && segment.back() == '}'; }
bool is_rest(std::string_view segment) { return is_name(segment) && segment[segment.size() - 2] == '*'; }

bool same(std::string_view one, std::string_view other, bool any_case) { return any_case ? same_but_for_case(one, other) : one == other; }

/// How well a route fits, the literal segments first: a string that sorts; nothing when it does not.
std::optional<std::string> match(const Route& route, const std::vector<std::string>& segments, Router::Found& found) {
  found.parameters.clear();
  found.rest.clear();
  const auto pattern = segments_of(route.pattern);
  std::string rank;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_rest(pattern[i])) {
      if (i >= segments.size()) return std::nullopt;
      for (std::size_t at = i; at < segments.size(); ++at) found.rest += (at == i ? "" : "/") + segments[at];
      return rank + "c";
    }
    if (i >= segments.size()) return std::nullopt;
    if (is_name(pattern[i])) {
      if (segments[i].empty()) return std::nullopt;
      found.parameters.emplace_back(pattern[i].substr(1, pattern[i].size() - 2), segments[i]);
      rank += 'b';
    } else {
      if (!same(pattern[i], segments[i], route.any_case)) return std::nullopt;
      rank += 'a';
    }
  }
  if (pattern.size() != segments.size()) return std::nullopt;
  return rank;
}

bool has_method(std::string_view methods, std::string_view method) {
  for (;;) {
    const auto blank = methods.find(' ');
    if (methods.substr(0, blank) == method) return true;
    if (blank == std::string_view::npos) return false;
    methods.remove_prefix(blank + 1);
  }
}

}  // namespace

Response plain_problem(const Problem& problem, const Request&) {
  // A message may repeat bytes of a request that are no text.
  std::string message;
  if (!tables::readers::repair_utf8(problem.message, message)) message = problem.message;
  return Response::json(plugin::JsonObject().raw("error", plugin::JsonObject().text("code", problem.code).text("message", message).done()).done(), problem.status);
}

void Router::add(Route route) {
  if (route.pattern.empty() || route.pattern.front() != '/') throw std::logic_error("a route's pattern begins with '/': " + route.pattern);
  if (static_cast<bool>(route.handler) == static_cast<bool>(route.stream)) throw std::logic_error("a route has one handler: " + route.pattern);
  for (const auto& other : routes_) {
    if (other->pattern == route.pattern && has_method(other->methods, route.methods)) throw std::logic_error("a route that is there: " + route.pattern);
  }
  routes_.push_back(std::make_unique<Route>(std::move(route)));
}

void Router::add_problem_form(std::string prefix, ProblemWriter writer) { forms_.emplace_back(std::move(prefix), writer); }

Router::Found Router::find(std::string_view method, std::string_view path) const {
  Found best;
  std::size_t longest = 0;
  for (const auto& [prefix, writer] : forms_) {
    if (path.starts_with(prefix) && prefix.size() >= longest) {
      best.problem = writer;
      longest = prefix.size();
    }
  }
  const auto segments = decoded_segments(path);
  if (!segments) return best;
  std::optional<std::string> best_rank;
  for (const auto& route : routes_) {
    Found found;
    const auto rank = match(*route, *segments, found);
    if (!rank || (best_rank && *rank >= *best_rank)) continue;
    // HEAD is GET without the body (RFC 9110, section 9.3.2).
    if (!has_method(route->methods, method) && !(method == "HEAD" && has_method(route->methods, "GET"))) {
      best.allowed += (best.allowed.empty() ? "" : " ") + route->methods;
      continue;
    }
    found.route = route.get();
    found.problem = route->problem;
    found.allowed = best.allowed;
    best = std::move(found);
    best_rank = rank;
  }
  std::replace(best.allowed.begin(), best.allowed.end(), ' ', ',');
  return best;
}

}  // namespace kelpie::server
