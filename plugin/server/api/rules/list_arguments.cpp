#include "plugin/server/api/rules/list_arguments.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "plugin/output/json_object.hpp"
#include "tables/text.hpp"

namespace kelpie::server {

namespace {

bool same(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  });
}

std::string joined(std::initializer_list<std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

}  // namespace

ListArguments::ListArguments(const Request& request, std::initializer_list<std::string_view> known)
    : request_(request) {
  for (const auto& [name, value] : request.query) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw RequestRefused({400,
                          "InvalidArgument",
                          "there is no argument '" + name.substr(0, 80) + "' here; there are " + joined(known),
                          {}});
  }
}

void ListArguments::refuse(std::string_view name, const std::string& expected) const {
  const std::string found(request_.argument(name).value_or("").substr(0, 80));
  throw RequestRefused({400, "InvalidArgument", std::string(name) + ": '" + found + "' is not " + expected, {}});
}

std::string ListArguments::text(std::string_view name) const {
  return std::string(request_.argument(name).value_or(""));
}

std::string ListArguments::choice(std::string_view name, std::initializer_list<std::string_view> choices) const {
  const auto found = request_.argument(name);
  if (!found || found->empty()) return {};
  for (const std::string_view one : choices) {
    if (same(*found, one)) return std::string(one);
  }
  refuse(name, "one of " + joined(choices));
}

std::optional<std::int64_t> ListArguments::time(std::string_view name, std::int64_t now) const {
  const auto found = request_.argument(name);
  if (!found || found->empty()) return std::nullopt;
  if (found->front() == '-') {
    const auto ago = tables::parse_timespan(found->substr(1));
    if (ago && *ago >= 0 && *ago <= now) return now - *ago;
  } else if (const auto time = tables::parse_datetime(*found)) {
    return time;
  }
  refuse(name, "a time such as 2026-03-02T12:00:00Z, or how long ago, such as -24h");
}

std::size_t ListArguments::count(std::string_view name, std::size_t usual, std::size_t most) const {
  const auto found = request_.argument(name);
  if (!found) return usual;
  std::size_t count = 0;
  const auto read = std::from_chars(found->data(), found->data() + found->size(), count);
  if (read.ec != std::errc() || read.ptr != found->data() + found->size() || count == 0 || count > most)
    refuse(name, "a number from 1 to " + std::to_string(most));
  return count;
}

std::optional<std::int64_t> ListArguments::place(std::string_view name) const {
  const auto found = request_.argument(name);
  if (!found) return std::nullopt;
  std::int64_t place = 0;
  const auto read = std::from_chars(found->data(), found->data() + found->size(), place);
  if (read.ec != std::errc() || read.ptr != found->data() + found->size() || place < 0)
    refuse(name, "what a nextLink of this server holds");
  return place;
}

std::string ListArguments::link_with(std::string_view name, std::string_view value) const {
  std::string link = request_.base() + request_.path;
  char before = '?';
  const auto add = [&](std::string_view key, std::string_view text) {
    link += before;
    link += percent_encoded(key) + "=" + percent_encoded(text);
    before = '&';
  };
  for (const auto& [key, text] : request_.query) {
    if (key != name) add(key, text);
  }
  add(name, value);
  return link;
}

Response list_answer(std::string_view values, const std::string& next_link) {
  plugin::JsonObject answer;
  answer.raw("value", values);
  if (!next_link.empty()) answer.text("nextLink", next_link);
  return Response::json(answer.done());
}

}  // namespace kelpie::server
