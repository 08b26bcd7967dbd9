#pragma once

#include "plugin/configuration/keys.hpp"
#include "plugin/instance/configuration.hpp"

namespace kelpie::plugin {

/// The keys of InstanceConfiguration, for a configuration that has them among others.
template <typename Configuration>
[[nodiscard]] Keys<Configuration> instance_keys() {
  using C = Configuration;
  using I = InstanceConfiguration;
  return {
      text_key<C>("store", &I::store, "Folder of the events; it is made when there is none.", true),
      text_key<C>("state", &I::state, "File of the rules' state: how far each is, alerts that wait, incidents. Default: the store's path with '.state' behind it."),
      texts_key<C>("rules", &I::rules, "paths", "Rule files, and folders of .yaml and .yml files."),
      texts_key<C>("schemas", &I::schemas, "paths", "Schemas of tables of your own: files and folders."),
      texts_key<C>("functions", &I::functions, "paths", "Stored functions of your own: .kql files and folders."),
      texts_key<C>("watchlists", &I::watchlists, "paths", "Folders of watchlists."),
      texts_key<C>("external", &I::external, "paths", "Folders whose files externaldata may read; nothing else may be read."),
      text_key<C>("maxmind", &I::maxmind, "A MaxMind database for geo_info_from_ip_address()."),
      text_key<C>("workspace_id", &I::workspace_id, "What TenantId holds where an event has none: a Log Analytics workspace id."),
      text_key<C>("dead_letters", &I::dead_letters, "File that refused events are appended to, with the reason."),
      duration_key<C>("retention", &I::retention, "Events older than this are dropped, whole segments at a time. Default: everything is kept."),
      duration_key<C>("delay", &I::delay, "How long a scheduled rule waits behind the end of its window for late events. Default: 5m."),
      number_key<C>("reconcile", &I::reconcile, 0, 100, "How often a window is looked at again for events that came late. Default: 0."),
      number_key<C>("query_seconds", &I::query_seconds, 1, 3600, "How long a query may take. Default: 240."),
      number_key<C>("run_seconds", &I::run_seconds, 1, 3600, "How long one run of a rule may take. Default: 240."),
      time_key<C>("start", &I::start, "Where a rule that was never run begins. Default: with the window that has ended last."),
      choice_key<C>("clock", &I::clock, {"wall", "events"},
                    "What time it is for rules: that of the host, or that of the latest event (to look at what happened long ago). Default: wall."),
      yes_or_no_key<C>("rules_must_be_sound", &I::rules_must_be_sound, "Whether one rule that is refused keeps the instance from starting. Default: false."),
      yes_or_no_key<C>("trust_others", &I::trust_others,
                       "Whether rules, schemas and functions that other users may write are read all the same. Default: false."),
  };
}

}  // namespace kelpie::plugin
