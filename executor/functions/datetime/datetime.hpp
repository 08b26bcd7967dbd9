#pragma once

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

// The groups of date and time functions; add_datetime_functions() adds them all.
void add_period_functions(FunctionRegistry& registry);  // startofday ... endofyear
void add_date_part_functions(FunctionRegistry& registry);    // getyear dayofweek datetime_part ...
void add_step_functions(FunctionRegistry& registry);    // datetime_add datetime_diff
void add_making_functions(FunctionRegistry& registry);  // make_datetime make_timespan unixtime_seconds_todatetime ...
void add_format_functions(FunctionRegistry& registry);  // format_datetime format_timespan
void add_time_zone_functions(FunctionRegistry& registry);  // datetime_utc_to_local ...

}  // namespace kelpie::executor
