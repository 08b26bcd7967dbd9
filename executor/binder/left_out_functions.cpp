#include "executor/binder/left_out_functions.hpp"

#include <algorithm>
#include <array>

namespace kelpie::executor {

namespace {

constexpr std::string_view one_database = "there are the tables of one database here, and stored functions; name them directly";

constexpr auto left_out = std::to_array<LeftOutFunction>({
    {"current_principal_is_member_of", "Tells whether who asks belongs to a group.", "nobody is signed in here, so nobody is a member of a group"},
    {"cursor_before_or_at", "Tells whether a row came before a cursor.", "tables keep no cursors here; compare TimeGenerated with a time"},
    {"external_table", "Names a table that is kept elsewhere.", one_database},
    {"graph", "Names a stored graph.", "there are no stored graphs here; make-graph makes one of rows"},
    {"materialized_view", "Names a view that is kept up to date.", one_database},
    {"stored_query_result", "Names a result that was stored.", one_database},
});

}  // namespace

std::span<const LeftOutFunction> left_out_functions() { return left_out; }

const LeftOutFunction* find_left_out(std::string_view name) {
  const auto found = std::find_if(left_out.begin(), left_out.end(), [&](const LeftOutFunction& function) { return function.name == name; });
  return found == left_out.end() ? nullptr : &*found;
}

}  // namespace kelpie::executor
