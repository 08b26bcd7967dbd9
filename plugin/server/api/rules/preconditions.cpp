#include "plugin/server/api/rules/preconditions.hpp"

#include "plugin/server/api/rules/json_body.hpp"

namespace kelpie::server {

namespace {

[[noreturn]] void refuse_outdated() {
  throw RequestRefused(
      {412, "PreconditionFailed", "it has changed since you read it (If-Match): read it again, and then decide", {}});
}

}  // namespace

std::string entity_tag(std::string_view tag) { return "\"" + std::string(tag) + "\""; }

std::optional<std::string> seen_tag(const Request& request, std::string_view current) {
  const auto field = request.header("If-Match");
  if (!field) return std::nullopt;
  const std::string wanted = entity_tag(current);
  std::string_view left = *field;
  while (!left.empty()) {
    const auto comma = left.find(',');
    std::string_view one = left.substr(0, comma);
    left.remove_prefix(comma == std::string_view::npos ? left.size() : comma + 1);
    while (!one.empty() && (one.front() == ' ' || one.front() == '\t')) one.remove_prefix(1);
    while (!one.empty() && (one.back() == ' ' || one.back() == '\t')) one.remove_suffix(1);
    if (one == "*") return std::nullopt;
    if (one == wanted) return std::string(current);
  }
  refuse_outdated();
}

void require_done(rules::TriageOutcome outcome, std::string_view what, std::string_view id) {
  switch (outcome) {
    case rules::TriageOutcome::done:
      return;
    case rules::TriageOutcome::missing:
      refuse_missing(what, id);
    case rules::TriageOutcome::outdated:
      refuse_outdated();
    case rules::TriageOutcome::full:
      throw RequestRefused({409,
                            "TooManyComments",
                            "there are " + std::to_string(rules::most_comments) + " comments, as many as there may be",
                            {}});
  }
}

void refuse_missing(std::string_view what, std::string_view id) {
  throw RequestRefused({404,
                        "NotFound",
                        "there is no " + std::string(what) + " '" + std::string(id.substr(0, 80)) +
                            "'; it may have been removed since, being older than what is kept",
                        {}});
}

std::string comment_of(const Request& request) {
  const auto text = JsonBody(request, {"text"}).text("text");
  if (!text || text->find_first_not_of(" \t\r\n") == std::string::npos)
    throw RequestRefused({400, "InvalidBody", "a comment is {\"text\": \"...\"}, and the text is not empty", {}});
  if (text->size() > rules::longest_comment)
    throw RequestRefused({400,
                          "InvalidBody",
                          "the comment has " + std::to_string(text->size()) + " bytes; " +
                              std::to_string(rules::longest_comment) + " are the most",
                          {}});
  return *text;
}

}  // namespace kelpie::server
