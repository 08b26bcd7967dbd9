#include <memory>
#include <mutex>

#include "plugin/output/json_object.hpp"
#include "plugin/server/api/operation/openapi.hpp"
#include "plugin/server/api/operation/readiness.hpp"
#include "plugin/server/api/operation_parts.hpp"
#include "plugin/server/api/routes.hpp"
#include "plugin/server/metrics/metrics.hpp"
#include "plugin/server/service/services.hpp"

namespace kelpie::server {

namespace {

/// The document is made when it is first asked for: all routes are there then.
class DocumentOfRoutes {
 public:
  explicit DocumentOfRoutes(const Router& router) : router_(router) {}
  const std::string& get() {
    std::call_once(made_, [this] { document_ = openapi_document(router_); });
    return document_;
  }

 private:
  const Router& router_;
  std::once_flag made_;
  std::string document_;
};

Route route(std::string pattern, Handler handler, std::string summary, std::string parameters) {
  Route route;
  route.methods = "GET";
  route.pattern = std::move(pattern);
  route.handler = std::move(handler);
  route.summary = std::move(summary);
  route.parameters = std::move(parameters);
  return route;
}

}  // namespace

void add_operation_routes(Router& router, Services& services) {
  router.add(route(
      "/healthz", [](const Request&) { return Response::json(R"({"status":"alive"})"); }, "Whether the process lives",
      OperationParts().answer(200, "It does").done()));
  router.add(route(
      "/readyz",
      [&services](const Request&) {
        const Readiness readiness = readiness_of(services);
        Response response = Response::json(readiness.document, readiness.ready ? 200 : 503);
        response.with("Cache-Control", "no-store");
        return response;
      },
      "Whether the server does its work: store, intake, rules, delivery of alerts",
      OperationParts().answer(200, "All is well").answer(503, "Something is not; `checks` says what and why").done()));
  Route metrics = route(
      "/metrics",
      [&services](const Request&) {
        Response response;
        response.body = services.metrics.render();
        response.with("Content-Type", std::string(Metrics::content_type));
        return response;
      },
      "What the server counts, in Prometheus' text format",
      OperationParts().answer(200, "Version 0.0.4 of the format", "text/plain").done());
  metrics.role = Role::metrics;
  router.add(std::move(metrics));
  router.add(route(
      "/openapi.json",
      [document = std::make_shared<DocumentOfRoutes>(router)](const Request&) {
        return Response::json(document->get());
      },
      "This document", OperationParts().answer(200, "OpenAPI 3.1").done()));
}

}  // namespace kelpie::server
