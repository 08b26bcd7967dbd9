#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "plugin/instance/engine_parts.hpp"
#include "plugin/server/service/query_service.hpp"
#include "rules/runtime/event_stream.hpp"

namespace kelpie::server {

/// What one query of a caller may cost.
struct QueryBounds {
  std::chrono::milliseconds time{240'000};
  std::uint64_t memory_bytes = std::uint64_t{512} << 20;
  std::uint64_t result_rows = 500'000;                  // where the client says nothing
  std::uint64_t result_bytes = std::uint64_t{64} << 20;
  std::uint64_t most_result_rows = 10'000'000;          // where it asks for more
  std::uint64_t most_result_bytes = std::uint64_t{256} << 20;
};

/// A query that has ended, for the audit log and metrics.
struct EndedQuery {
  const Caller& caller;
  const QueryWish& wish;
  const QueryAnswer& answer;
};

/// The queries of a server. The answer of each is the same as that of any other way into the engine.
class QueryRunner final : public QueryService {
 public:
  struct Options {
    QueryBounds bounds;        // of whoever may query
    QueryBounds admin_bounds;  // of administrators
    unsigned threads = 1;      // of one query that runs alone
    std::function<std::int64_t()> now;
    /// Called on the thread of the query when it has ended; must be short. May be empty.
    std::function<void(const EndedQuery&)> ended;
  };
  /// Parts and events are borrowed.
  QueryRunner(Options options, const plugin::EngineParts& parts, rules::EventStream& events);
  /// Nothing may run any more.
  ~QueryRunner() override;
  QueryRunner(const QueryRunner&) = delete;
  QueryRunner& operator=(const QueryRunner&) = delete;

  [[nodiscard]] QueryAnswer run(const Caller& caller, const QueryWish& wish, const std::atomic<bool>* gone) override;
  bool cancel(const Caller& caller, std::string_view id) override;
  [[nodiscard]] std::vector<RunningQuery> running() const override;
  [[nodiscard]] View view() override;
  /// Ends all that run, and all that come.
  void stop();

 private:
  struct Active {
    RunningQuery told;
    const std::atomic<bool>* gone = nullptr;  // set by others: the client has hung up
    std::atomic<bool> stop{false};
  };
  void answer(const Caller& caller, const QueryWish& wish, Active& active, QueryAnswer& answer);
  void run(const QueryWish& wish, const executor::QueryContext& context, const executor::Engine& engine, QueryAnswer& answer);
  /// Looks now and then which clients have hung up.
  void watch();

  const Options options_;
  const plugin::EngineParts& parts_;
  rules::EventStream& events_;
  mutable std::mutex mutex_;  // over what follows
  std::list<Active> active_;
  std::condition_variable changed_;
  bool stopped_ = false, ending_ = false;
  bool asleep_ = false;  // the watching thread waits for a first query
  std::mutex view_mutex_;  // over what follows
  View view_;
  std::thread watch_;
};

}  // namespace kelpie::server
