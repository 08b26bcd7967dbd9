#pragma once

#include <optional>
#include <string>

#include "executor/binder/bind.hpp"

namespace kelpie::server {

/// How an API spells the names of members.
enum class MemberNames { as_kusto, camel_case };

/// What `render` says, as the object that clients draw charts by: all its members, null where nothing was said (Kusto
/// reference: "render operator", its properties). Without a note all are null.
[[nodiscard]] std::string render_json(const std::optional<executor::RenderNote>& render, MemberNames names);

}  // namespace kelpie::server
