#include "plugin/server/api/rules/json_body.hpp"

#include <algorithm>

#include "tables/dynamic.hpp"

namespace kelpie::server {

namespace {

[[noreturn]] void refuse(std::string message) { throw RequestRefused({400, "InvalidBody", std::move(message), {}}); }

}  // namespace

JsonBody::JsonBody(const Request& request, std::initializer_list<std::string_view> known) {
  std::string expected;
  for (const std::string_view name : known) expected.append(expected.empty() ? "" : ", ").append(name);
  const bool empty = request.body.find_first_not_of(" \t\r\n") == std::string::npos;
  auto read = tables::parse_json(empty ? "{}" : request.body);
  if (!read || tables::DynamicView(*read).kind() != tables::DynamicKind::bag)
    refuse("the body is no JSON object; it may have the members " + expected);
  const tables::DynamicView object(*read);
  for (std::size_t i = 0; i < object.size(); ++i) {
    if (std::find(known.begin(), known.end(), object.key(i)) == known.end())
      refuse("there is no member '" + std::string(object.key(i).substr(0, 80)) + "' here; there are " + expected);
  }
  bytes_ = std::move(*read);
}

std::optional<std::string> JsonBody::text(std::string_view name) const {
  const tables::DynamicView found = tables::DynamicView(bytes_).find(name);
  if (found.is_null()) return std::nullopt;
  if (found.kind() != tables::DynamicKind::string) refuse(std::string(name) + ": it is no text");
  return std::string(found.as_string());
}

}  // namespace kelpie::server
