#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugin/cli/session.hpp"
#include "rules/runtime/event_stream.hpp"
#include "tables/store/store.hpp"

namespace kelpie::plugin {

/// What `kelpie detect --follow` takes.
struct FollowOptions {
  SharedOptions shared;  // --store, --schemas, --functions, --watchlists, ...
  std::vector<std::string> rules;
  std::vector<std::string> sinks;  // empty: standard output
  std::string state;               // file
  std::string clock = "wall";      // or "events"
  std::string from;                // where rules that are new begin
  std::string delay;               // empty: the runtime's own
  unsigned reconcile = 0;
  std::string keep;  // how long alerts stay in the state; empty: the runtime's own
  unsigned poll_milliseconds = 100;
  bool trust_others = false;  // rules, schemas and functions may be written by anyone
  bool drain = false;         // end when nothing is due and everything is delivered
};

/// Runs rules over a store while it grows, until SIGINT or SIGTERM; reads the rules again at SIGHUP. An exit code. Throws UsageError,
/// StoreError, RuntimeStateError.
[[nodiscard]] int follow(const FollowOptions& options);

/// A store that another process writes to, as a stream. Thread-safe.
class StoreStream final : public rules::EventStream {
 public:
  explicit StoreStream(tables::store::Store& store) : store_(store) {}
  [[nodiscard]] std::shared_ptr<const tables::Catalog> snapshot() override { return store_.snapshot(); }
  [[nodiscard]] std::optional<std::int64_t> newest_arrival(const tables::Catalog& snapshot) const override;

 private:
  tables::store::Store& store_;
};

}  // namespace kelpie::plugin
