#pragma once

// The APIs that ask, over a few sign-ins in memory and the real engine.

#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "plugin/server/http/router.hpp"
#include "plugin/server/query/query_runner.hpp"
#include "plugin/server/service/query_service.hpp"
#include "plugin/server/service/services.hpp"

namespace kelpie::server {

/// Events that do not become more.
class OneCatalog final : public rules::EventStream {
 public:
  explicit OneCatalog(std::shared_ptr<const tables::Catalog> catalog) : catalog_(std::move(catalog)) {}
  [[nodiscard]] std::shared_ptr<const tables::Catalog> snapshot() override { return catalog_; }

 private:
  std::shared_ptr<const tables::Catalog> catalog_;
};

/// The server's queries, which also says what it was asked, and can be full.
class EngineQueries final : public QueryService {
 public:
  EngineQueries();
  [[nodiscard]] QueryAnswer run(const Caller& caller, const QueryWish& wish, const std::atomic<bool>* gone) override;
  bool cancel(const Caller& caller, std::string_view id) override;
  [[nodiscard]] std::vector<RunningQuery> running() const override { return under_way; }
  [[nodiscard]] View view() override { return runner_.view(); }

  std::vector<RunningQuery> under_way;  // what `running` says
  std::vector<std::string> cancelled;
  bool busy = false;
  QueryWish last;

 private:
  plugin::HostServices host_{kelpie_host{}};
  plugin::EngineParts parts_{plugin::InstanceConfiguration{}, host_};
  OneCatalog events_;
  QueryRunner runner_;
};

/// An answer as a client has it: whole, whatever pieces it was sent in.
struct ClientAnswer {
  int status = 0;
  std::string body;
  Headers headers;
  std::size_t pieces = 1;

  /// The value at a path as JSON: "Tables.0.Rows.1"; "nothing" where the path leads nowhere. The body must be JSON.
  [[nodiscard]] std::string at(std::string_view path) const;
  /// Elements of the list or members of the object there.
  [[nodiscard]] std::size_t size_at(std::string_view path) const;
};

/// A server without a network: routes, services, a clock that stands still at 2026-03-01T12:00:00Z.
class AskingApis {
 public:
  AskingApis();
  [[nodiscard]] ClientAnswer send(std::string method, std::string target, std::string body = {}, Headers headers = {});
  /// POST of {"db":"Kelpie","csl":text,"properties":properties}.
  [[nodiscard]] ClientAnswer kusto(std::string_view path, std::string_view text, std::string_view properties = "null",
                                   Headers headers = {});

  EngineQueries queries;
  Services services;
  Router router;
  Caller caller{"ada", "127.0.0.1", Role::query};

 private:
  std::atomic<bool> gone_{false};
};

}  // namespace kelpie::server
