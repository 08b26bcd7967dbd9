#pragma once

#include <span>
#include <string_view>

#include "executor/binder/binder.hpp"

namespace kelpie::executor {

/// What binds `evaluate name(arguments)` over an input.
using PluginBinder = std::optional<Relation> (*)(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                                 const EnvironmentPtr& environment);

struct Plugin {
  std::string_view name;
  std::string_view summary;  // one sentence
  std::string_view example;  // a query that runs as it stands; a test runs it
  PluginBinder bind;
};

// Each in a file of its own or with its kin; plugins.cpp lists them.
#define KELPIE_PLUGIN(name)                                                                                 \
  std::optional<Relation> bind_##name(Binder& binder, const parser::EvaluateOperator& op, Relation input, \
                                      const EnvironmentPtr& environment)
KELPIE_PLUGIN(active_users_count);
KELPIE_PLUGIN(activity_counts_metrics);
KELPIE_PLUGIN(activity_engagement);
KELPIE_PLUGIN(activity_metrics);
KELPIE_PLUGIN(autocluster);
KELPIE_PLUGIN(bag_unpack);
KELPIE_PLUGIN(basket);
KELPIE_PLUGIN(dcount_intersect);
KELPIE_PLUGIN(diffpatterns);
KELPIE_PLUGIN(diffpatterns_text);
KELPIE_PLUGIN(estimate_rows_count);
KELPIE_PLUGIN(funnel_sequence);
KELPIE_PLUGIN(funnel_sequence_completion);
KELPIE_PLUGIN(geo_line_lookup);
KELPIE_PLUGIN(geo_polygon_lookup);
KELPIE_PLUGIN(identity);
KELPIE_PLUGIN(ipv4_lookup);
KELPIE_PLUGIN(ipv6_lookup);
KELPIE_PLUGIN(narrow);
KELPIE_PLUGIN(new_activity_metrics);
KELPIE_PLUGIN(pivot);
KELPIE_PLUGIN(preview);
KELPIE_PLUGIN(rolling_percentile);
KELPIE_PLUGIN(rows_near);
KELPIE_PLUGIN(schema_merge);
KELPIE_PLUGIN(sequence_detect);
KELPIE_PLUGIN(session_count);
KELPIE_PLUGIN(sliding_window_counts);
#undef KELPIE_PLUGIN

/// In order of name.
[[nodiscard]] std::span<const Plugin> plugins();

/// A plugin that a query may name and that is left out on purpose.
struct LeftOutPlugin {
  std::string_view name;
  std::string_view summary;  // one sentence
  std::string_view why;      // a clause: "it runs code ..."
};
/// In order of name.
[[nodiscard]] std::span<const LeftOutPlugin> left_out_plugins();

}  // namespace kelpie::executor
