#include <array>

#include "executor/listing/listed_form.hpp"

namespace kelpie::executor {

namespace {

constexpr std::array<ListedForm, 6> statements{{
    {"alias", "alias database Name = cluster('...').database('...')", "Gives a database another name.",
     "alias database Logs = database('default'); database('Logs').SigninLogs | count"},
    {"declare pattern", "declare pattern Name = (argument:string)[path:string] { ('value').['path'] = { body }; }",
     "Says which query stands for which arguments.",
     "declare pattern logs = (kind:string) { ('users') = { SigninLogs }; ('changes') = { AuditLogs }; }; logs('users') | count"},
    {"declare query_parameters", "declare query_parameters (Name:type [= default], ...)", "Names values that the caller gives.",
     "declare query_parameters (User:string = 'ada'); SigninLogs | where UserPrincipalName == User"},
    {"let", "let Name = expression | table | (parameters) { body }", "Names a value, a table or a function for what follows.",
     "let failed = (T:(ResultType:string)) { T | where ResultType != '0' }; failed(SigninLogs) | count"},
    {"restrict access", "restrict access to (Table, ...)", "Hides every table but these from what follows.", "restrict access to (SigninLogs); SigninLogs | count"},
    {"set", "set option [= value]", "Sets an option of the query: query_now, truncationmaxrecords, notruncation and others.",
     "set query_now = datetime(2026-03-01); print now()"},
}};

}  // namespace

std::span<const ListedForm> query_statements() { return statements; }

}  // namespace kelpie::executor
