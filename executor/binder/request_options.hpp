#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tables/type.hpp"

namespace kelpie::executor {

/// What `set` may say (Kusto reference: "Request properties").
struct RequestOption {
  enum class Effect {
    heeded,   // it changes an answer or a limit here
    none,     // it is about a cluster, its caches or its protocol: nothing to do, nothing lost
    refused,  // it would change the answer in a way that is not possible here
  };
  std::string_view name;
  std::optional<tables::Type> type;  // of its value; nothing: any
  Effect effect = Effect::none;
  std::string_view choices{};  // of a text, parted by blanks
};

/// nullptr when there is no such option.
[[nodiscard]] const RequestOption* find_request_option(std::string_view name);
[[nodiscard]] std::vector<std::string> request_option_names();

}  // namespace kelpie::executor
