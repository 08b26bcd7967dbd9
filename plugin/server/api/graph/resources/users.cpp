#include <array>

#include "plugin/server/api/graph/resources/all_resources.hpp"

namespace kelpie::server::graph {

namespace {

/// Graph reference: "signInActivity resource type".
constexpr std::array activity_members{
    time("lastSignInDateTime"),
    key("lastSignInRequestId"),
    time("lastNonInteractiveSignInDateTime"),
    key("lastNonInteractiveSignInRequestId"),
    time("lastSuccessfulSignInDateTime"),
    key("lastSuccessfulSignInRequestId"),
};

/// What sign-ins tell of users (Graph reference: "user resource type"). As in Graph, signInActivity comes where $select
/// names it.
constexpr std::array user_properties{
    key("id"),
    text("displayName").from("userDisplayName"),
    text("userPrincipalName"),
    object("signInActivity", activity_members).never_null().if_selected(),
};

constexpr std::array expressions{
    Expression{"signInActivity",
               "bag_pack(\"lastSignInDateTime\", lastSignInDateTime, \"lastSignInRequestId\", lastSignInRequestId, "
               "\"lastNonInteractiveSignInDateTime\", "
               "lastNonInteractiveSignInDateTime, \"lastNonInteractiveSignInRequestId\", "
               "lastNonInteractiveSignInRequestId, \"lastSuccessfulSignInDateTime\", "
               "lastSuccessfulSignInDateTime, \"lastSuccessfulSignInRequestId\", lastSuccessfulSignInRequestId)"},
    Expression{"signInActivity/lastSignInDateTime", "lastSignInDateTime"},
    Expression{"signInActivity/lastNonInteractiveSignInDateTime", "lastNonInteractiveSignInDateTime"},
    Expression{"signInActivity/lastSuccessfulSignInDateTime", "lastSuccessfulSignInDateTime"},
};
constexpr std::array sources{Source{.table = "", .query = "LastSignInPerUser(3650d)", .expressions = expressions}};
// By id, so that a user who signs in meanwhile keeps the place.
constexpr std::array order{Order{"id"}};

}  // namespace

void add_users(std::vector<Resource>& all) {
  all.push_back({.path = "users",
                 .type = "user",
                 .summary = "Users who signed in, with their last sign-ins where $select=signInActivity",
                 .properties = user_properties,
                 .sources = sources,
                 .order = order,
                 .other_id = "userPrincipalName",
                 .page = 100,
                 .most = 999});
}

}  // namespace kelpie::server::graph
