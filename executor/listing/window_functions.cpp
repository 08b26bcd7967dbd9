#include <array>

#include "executor/listing/listed_form.hpp"

namespace kelpie::executor {

namespace {

constexpr std::array<ListedForm, 7> functions{{
    {"next", "(column:scalar, const offset?:long, const default?:scalar) -> first", "Gives a column's value some rows further on.",
     "range n from 1 to 3 step 1 | extend Following = next(n)"},
    {"prev", "(column:scalar, const offset?:long, const default?:scalar) -> first", "Gives a column's value some rows before.",
     "range n from 1 to 3 step 1 | extend Before = prev(n, 1, 0)"},
    {"row_cumsum", "(term:summable, restart?:bool) -> first", "Gives the sum of a column up to the row.", "range n from 1 to 3 step 1 | extend Sum = row_cumsum(n)"},
    {"row_number", "(const start?:long, restart?:bool) -> long", "Gives the number of the row.", "range n from 7 to 9 step 1 | extend Row = row_number()"},
    {"row_rank_dense", "(term:scalar, restart?:bool) -> long", "Gives the rank of the row's value, without gaps.",
     "datatable (n:long) [9, 9, 4] | sort by n desc | extend Rank = row_rank_dense(n)"},
    {"row_rank_min", "(term:scalar, restart?:bool) -> long", "Gives the rank of the row's value; equal ones share the lowest.",
     "datatable (n:long) [9, 9, 4] | sort by n desc | extend Rank = row_rank_min(n)"},
    {"row_window_session", "(time:datetime, const longest:timespan, const gap:timespan, restart?:bool) -> datetime",
     "Gives the time at which the session of the row began.",
     "datatable (t:datetime) [datetime(2026-03-01 08:00), datetime(2026-03-01 08:03)] | sort by t asc | extend Session = row_window_session(t, 1h, 5m)"},
}};

}  // namespace

std::span<const ListedForm> window_functions() { return functions; }

}  // namespace kelpie::executor
