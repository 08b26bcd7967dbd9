#include <array>

#include "executor/listing/listed_form.hpp"

namespace kelpie::executor {

namespace {

constexpr std::array<ListedForm, 10> functions{{
    {"ago", "(span:timespan) -> datetime", "Gives the time so long before now.", "SigninLogs | where TimeGenerated > ago(1h)"},
    {"bag_pack_columns", "(column:scalar, ...) -> dynamic", "Makes a bag of columns, their names as keys.",
     "datatable (User:string, n:long) ['ada', 1] | extend Row = bag_pack_columns(User, n)"},
    {"column_ifexists", "(const name:string, otherwise:scalar) -> scalar", "Gives a column where the rows have it, else another value.",
     "SigninLogs | extend Team = column_ifexists('Team', 'none')"},
    {"ingestion_time", "() -> datetime", "Gives the time at which the row arrived; here that is its TimeGenerated.", "SigninLogs | where ingestion_time() > ago(5m)"},
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
