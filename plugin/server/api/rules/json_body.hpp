#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "plugin/server/http/router.hpp"

namespace kelpie::server {

/// A small JSON object as a request's body, whose members are texts. Members throw RequestRefused (400).
class JsonBody {
 public:
  /// Members beside `known` are refused. An empty body is an empty object.
  JsonBody(const Request& request, std::initializer_list<std::string_view> known);
  /// Nothing when it is not there, or null.
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;

 private:
  std::string bytes_;  // a DynamicView's
};

}  // namespace kelpie::server
