#include <array>

#include "executor/binder/nearest_name.hpp"
#include "executor/binder/plugins/plugin.hpp"

namespace kelpie::executor {

namespace {

constexpr auto known = std::to_array<Plugin>({
    {"active_users_count", "Counts the ids of each step that appeared in enough different periods of a lookback window.",
     "datatable(User:string, Time:datetime)['ada', datetime(2026-03-01), 'ada', datetime(2026-03-02), 'bob', datetime(2026-03-02)] | "
     "evaluate active_users_count(User, Time, datetime(2026-03-01), datetime(2026-03-07), 7d, 1d, 2, 7d)",
     bind_active_users_count},
    {"activity_counts_metrics", "Counts the rows, the ids, the new ids and all ids so far of each step.",
     "datatable(User:string, Time:datetime)['ada', datetime(2026-03-01), 'ada', datetime(2026-03-02), 'bob', datetime(2026-03-02)] | "
     "evaluate activity_counts_metrics(User, Time, datetime(2026-03-01), datetime(2026-03-02), 1d)",
     bind_activity_counts_metrics},
    {"activity_engagement", "Compares the ids of an inner window with those of the outer window that ends with it, as daily with monthly users.",
     "datatable(User:string, Time:datetime)['ada', datetime(2026-03-01), 'ada', datetime(2026-03-02), 'bob', datetime(2026-03-02)] | "
     "evaluate activity_engagement(User, Time, datetime(2026-03-01), datetime(2026-03-02), 1d, 7d)",
     bind_activity_engagement},
    {"activity_metrics", "Counts the ids and the new ids of each window, and the part of the window before that came back or did not.",
     "datatable(User:string, Time:datetime)['ada', datetime(2026-03-01), 'ada', datetime(2026-03-02), 'bob', datetime(2026-03-02)] | "
     "evaluate activity_metrics(User, Time, datetime(2026-03-01), datetime(2026-03-02), 1d)",
     bind_activity_metrics},
    {"autocluster", "Finds the patterns of values that cover most of the rows.",
     "datatable(User:string, App:string)['ada', 'mail', 'ada', 'mail', 'bob', 'files'] | evaluate autocluster()", bind_autocluster},
    {"bag_unpack", "Turns the keys of a dynamic column into columns.",
     "datatable(d:dynamic)[dynamic({'user': 'ada', 'count': 2}), dynamic({'user': 'bob'})] | evaluate bag_unpack(d)", bind_bag_unpack},
    {"basket", "Finds every pattern of values that a part of the rows have in common.",
     "datatable(User:string, App:string)['ada', 'mail', 'ada', 'files', 'bob', 'files'] | evaluate basket(0.5)", bind_basket},
    {"dcount_intersect", "Estimates how many values the first one, two, three ... of several results of hll have in common.",
     "range x from 1 to 12 step 1 | summarize a = hll(iff(x % 2 == 0, x, 0)), b = hll(iff(x % 3 == 0, x, 0)) | evaluate dcount_intersect(a, b)",
     bind_dcount_intersect},
    {"diffpatterns", "Finds the patterns of values that come more often on one side of a split than on the other.",
     "datatable(Result:string, App:string)['ok', 'mail', 'ok', 'mail', 'failed', 'files', 'failed', 'files'] | "
     "evaluate diffpatterns(Result, 'ok', 'failed')",
     bind_diffpatterns},
    {"diffpatterns_text", "Finds the patterns of a text that come more often where a condition holds than elsewhere.",
     "datatable(Message:string)['disk 1 full', 'disk 2 full', 'all is well', 'all is well'] | evaluate diffpatterns_text(Message, Message has 'full')",
     bind_diffpatterns_text},
    {"estimate_rows_count", "Counts the rows.", "range x from 1 to 3 step 1 | evaluate estimate_rows_count()", bind_estimate_rows_count},
    {"funnel_sequence", "Counts the ids that went through a sequence of states, by the state before it and the state behind it.",
     "datatable(User:string, Time:datetime, State:string)['ada', datetime(2026-03-01 08:00), 'invited', 'ada', datetime(2026-03-01 08:05), 'redeemed', "
     "'ada', datetime(2026-03-01 08:30), 'admin'] | evaluate funnel_sequence(User, Time, datetime(2026-03-01), datetime(2026-03-02), 1h, 1d, State, "
     "dynamic(['invited', 'redeemed']))",
     bind_funnel_sequence},
    {"funnel_sequence_completion", "Counts the ids that came as far as each step of a sequence of states within periods of several lengths.",
     "datatable(User:string, Time:datetime, State:string)['ada', datetime(2026-03-01 08:00), 'invited', 'ada', datetime(2026-03-01 08:05), 'redeemed', "
     "'bob', datetime(2026-03-01 09:00), 'invited'] | evaluate funnel_sequence_completion(User, Time, datetime(2026-03-01), datetime(2026-03-02), 1d, "
     "State, dynamic(['invited', 'redeemed']), dynamic([1m, 1h]))",
     bind_funnel_sequence_completion},
    {"geo_line_lookup", "Joins rows to the lines of a lookup table that are near.",
     "let Roads = datatable(Road:string, Shape:dynamic)['Main', dynamic({'type': 'LineString', 'coordinates': [[8.0, 50.0], [8.1, 50.0]]})]; "
     "datatable(Site:string, Longitude:real, Latitude:real)['office', 8.05, 50.0001] | evaluate geo_line_lookup(Roads, Shape, Longitude, Latitude, 100.0)",
     bind_geo_line_lookup},
    {"geo_polygon_lookup", "Joins rows to the polygons of a lookup table that hold them or are near.",
     "let Areas = datatable(Area:string, Shape:dynamic)['City', dynamic({'type': 'Polygon', 'coordinates': [[[8.0, 50.0], [8.1, 50.0], [8.1, 50.1], [8.0, 50.0]]]})]; "
     "datatable(Site:string, Longitude:real, Latitude:real)['office', 8.08, 50.05] | evaluate geo_polygon_lookup(Areas, Shape, Longitude, Latitude)",
     bind_geo_polygon_lookup},
    {"identity", "Hands the rows on as they are.", "range x from 1 to 3 step 1 | evaluate identity()", bind_identity},
    {"ipv4_lookup", "Joins rows to those of a table whose network an IPv4 address lies in.",
     "let Offices = datatable(Network:string, Office:string)['10.1.0.0/16', 'Berlin', '10.2.0.0/16', 'Rome']; "
     "datatable(IPAddress:string)['10.1.2.3', '192.0.2.1'] | evaluate ipv4_lookup(Offices, IPAddress, Network, return_unmatched = true)",
     bind_ipv4_lookup},
    {"ipv6_lookup", "Joins rows to those of a table whose network an IPv6 or IPv4 address lies in.",
     "let Offices = datatable(Network:string, Office:string)['2001:db8:1::/48', 'Berlin', '2001:db8:2::/48', 'Rome']; "
     "datatable(IPAddress:string)['2001:db8:1::7', '2001:db8:3::1'] | evaluate ipv6_lookup(Offices, IPAddress, Network)",
     bind_ipv6_lookup},
    {"narrow", "Gives one row for every cell: row number, column name and value.",
     "datatable(User:string, Count:long)['ada', 2, 'bob', 1] | evaluate narrow()", bind_narrow},
    {"new_activity_metrics", "Compares the ids that were first seen in one window with those of each later window.",
     "datatable(User:string, Time:datetime)['ada', datetime(2026-03-01), 'ada', datetime(2026-03-02), 'bob', datetime(2026-03-02)] | "
     "evaluate new_activity_metrics(User, Time, datetime(2026-03-01), datetime(2026-03-02), 1d)",
     bind_new_activity_metrics},
    {"pivot", "Turns the values of a column into columns that hold an aggregate.",
     "datatable(User:string, Result:string)['ada', 'ok', 'ada', 'failed', 'bob', 'ok'] | evaluate pivot(Result)", bind_pivot},
    {"preview", "Gives two results: the first rows and the number of all.", "range x from 1 to 100 step 1 | evaluate preview(3)", bind_preview},
    {"rolling_percentile", "Gives for each bin a percentile of the values in it and in the bins before it.",
     "range Day from datetime(2026-03-01) to datetime(2026-03-05) step 1d | extend Latency = dayofmonth(Day) | "
     "evaluate rolling_percentile(Latency, 50, Day, 1d, 3)",
     bind_rolling_percentile},
    {"rows_near", "Keeps the rows near those that fulfil a condition.",
     "datatable(Time:datetime, Result:string)[datetime(2026-03-01), 'ok', datetime(2026-03-02), 'failed', datetime(2026-03-03), 'ok'] | "
     "sort by Time asc | evaluate rows_near(Result == 'failed', 1)",
     bind_rows_near},
    {"schema_merge", "Merges schemas as getschema gives them into one.",
     "let A = datatable(User:string, Count:int)[]; let B = datatable(User:string, Count:long, Result:string)[]; "
     "union (A | getschema), (B | getschema) | evaluate schema_merge()",
     bind_schema_merge},
    {"sequence_detect", "Finds where predicates hold one after the other, each no later than allowed.",
     "datatable(Time:datetime, User:string, Operation:string)[datetime(2026-03-01 08:00), 'ada', 'invite', datetime(2026-03-01 08:20), 'ada', 'redeem'] | "
     "evaluate sequence_detect(Time, 1h, 1d, invited = (Operation == 'invite'), redeemed = (Operation == 'redeem'), User)",
     bind_sequence_detect},
    {"session_count", "Counts the sessions that begin in each bin: an id begins one when it was not seen for as long as the lookback window is.",
     "datatable(User:string, Time:datetime)['ada', datetime(2026-03-01 08:00), 'ada', datetime(2026-03-01 08:10), 'ada', datetime(2026-03-01 12:00)] | "
     "evaluate session_count(User, Time, datetime(2026-03-01), datetime(2026-03-02), 1d, 30m)",
     bind_session_count},
    {"sliding_window_counts", "Counts the rows and the ids of a lookback window for each step.",
     "datatable(User:string, Time:datetime)['ada', datetime(2026-03-01), 'ada', datetime(2026-03-02), 'bob', datetime(2026-03-02)] | "
     "evaluate sliding_window_counts(User, Time, datetime(2026-03-01), datetime(2026-03-04), 3d, 1d)",
     bind_sliding_window_counts},
});

}  // namespace

std::span<const Plugin> plugins() { return known; }

std::optional<Relation> Binder::computed(Relation input) {
  if (!options_.run || parser::has_errors(diagnostics_)) return std::nullopt;  // a plan with a mistake in it cannot be run
  auto rows = std::make_shared<const Batches>(options_.run(input.plan));
  input.plan = make_plan(ConstantRows{std::move(rows)}, {}, input.columns(), input.plan->span);
  return input;
}

std::optional<Relation> Binder::bind(const parser::EvaluateOperator& op, const Relation* input, const EnvironmentPtr& environment) {
  const std::string& name = op.call.function.text;
  for (const LeftOutPlugin& plugin : left_out_plugins()) {
    if (plugin.name != name) continue;
    refuse("evaluate " + name, plugin.why, op.span);
    return std::nullopt;
  }
  for (const Plugin& plugin : plugins()) {
    if (plugin.name != name) continue;
    if (input == nullptr) {
      error("KS119", "The plugin " + name + " needs rows: it stands behind a pipe.", op.span);
      return std::nullopt;
    }
    return plugin.bind(*this, op, *input, environment);
  }
  std::vector<std::string> names;
  for (const Plugin& plugin : plugins()) names.emplace_back(plugin.name);
  for (const LeftOutPlugin& plugin : left_out_plugins()) names.emplace_back(plugin.name);
  error("KS211", "The name '" + name + "' does not refer to any known plugin.", op.call.function.span, did_you_mean(name, names));
  return std::nullopt;
}

}  // namespace kelpie::executor
