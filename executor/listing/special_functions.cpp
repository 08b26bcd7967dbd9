#include <array>

#include "executor/listing/listed_form.hpp"

namespace kelpie::executor {

namespace {

constexpr std::array<ListedForm, 23> functions{{
    {"ago", "(span:timespan) -> datetime", "Gives the time so long before now.", "SigninLogs | where TimeGenerated > ago(1h)"},
    {"bag_pack_columns", "(column:scalar, ...) -> dynamic", "Makes a bag of columns, their names as keys.",
     "datatable (User:string, n:long) ['ada', 1] | extend Row = bag_pack_columns(User, n)"},
    {"bin_auto", "(value:summable) -> scalar", "Rounds down to bins whose size and anchor the query sets: query_bin_auto_size, query_bin_auto_at.",
     "set query_bin_auto_size=1h; print bin_auto(datetime(2026-03-01 08:20))"},
    {"column_ifexists", "(const name:string, otherwise:scalar) -> scalar", "Gives a column where the rows have it, else another value.",
     "SigninLogs | extend Team = column_ifexists('Team', 'none')"},
    {"column_names_of", "(table) -> dynamic", "Lists the names of a table's columns.", "print column_names_of(SigninLogs)"},
    {"cluster", "(const name:string)", "Names the place of the one database that is here: cluster('...').database('default').SigninLogs.",
     "cluster(current_cluster_endpoint()).database('default').SigninLogs | count"},
    {"current_cluster_endpoint", "() -> string", "Gives the address of the one place that is here.", "print current_cluster_endpoint()"},
    {"current_database", "() -> string", "Gives the name of the one database that is here.", "print current_database()"},
    {"current_principal", "() -> string", "Gives who asks; nobody is signed in here, so it is empty.", "print current_principal()"},
    {"current_principal_details", "() -> dynamic", "Gives what is known of who asks; here nothing.", "print current_principal_details()"},
    {"cursor_after", "(const cursor:string) -> bool", "Tells whether a row came after a cursor; here only after the empty one, which all rows do.",
     "SigninLogs | where cursor_after('')"},
    {"cursor_current", "() -> string", "Gives the cursor of the database; tables keep none here, so it is empty.", "print cursor_current()"},
    {"database", "(const name:string)", "Names the one database that is here.", "database('default').SigninLogs | count"},
    {"extent_id", "() -> guid", "Gives the id of the part of a table that a row lies in; parts have none here.", "SigninLogs | summarize count() by extent_id()"},
    {"extent_tags", "() -> dynamic", "Gives the tags of the part of a table that a row lies in; parts have none here.", "SigninLogs | extend Tags = extent_tags()"},
    {"ingestion_time", "() -> datetime", "Gives the time at which the row was stored; of events that are in no store, their TimeGenerated.", "SigninLogs | where ingestion_time() > ago(5m)"},
    {"iscolumnexists", "(const name:string) -> bool", "Tells whether the rows have a column.", "SigninLogs | extend HasTeam = iscolumnexists('Team')"},
    {"materialize", "(table)", "Computes a table once, however often it is used.",
     "let m = materialize(SigninLogs | summarize Failures = count() by UserPrincipalName); m | where Failures == toscalar(m | summarize max(Failures))"},
    {"now", "(offset?:timespan) -> datetime", "Gives the time of the query; the same wherever it is asked.", "print now(-1d)"},
    {"pack_all", "(const ignore_empty?:bool) -> dynamic", "Makes a bag of all columns of the row.", "datatable (User:string, n:long) ['ada', 1] | extend Row = pack_all()"},
    {"table", "(const name:string)", "Gives the table of a name.", "table('SigninLogs') | count"},
    {"toscalar", "(table) -> scalar", "Gives the first column of the first row as a value.",
     "SigninLogs | where TimeGenerated == toscalar(SigninLogs | summarize max(TimeGenerated))"},
    {"typeof", "(type)", "Names a type where a function wants one.", "print todynamic('[1]') | mv-expand print_0 to typeof(long)"},
}};

}  // namespace

std::span<const ListedForm> special_functions() { return functions; }

}  // namespace kelpie::executor
