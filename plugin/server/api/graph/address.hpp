#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plugin/server/api/graph/page_query.hpp"

namespace kelpie::server::graph {

/// What a path names.
struct Address {
  Collection collection;
  bool count = false;  // .../$count
};

/// Reads what stands behind "/v1.0/" or "/beta/", percent-encoded: auditLogs/signIns, auditLogs/signIns/ID,
/// auditLogs/signIns('ID'), auditLogs/signIns/$count, auditLogs/getSummarizedMSISignIns(aggregationWindow='d1'),
/// identityProtection/riskyUsers/ID/history. Case does not count but in ids. Throws RequestRefused: there is no such
/// place (400 as Graph does for an unknown segment), it is beta's only, it is left out here (501), a wrong argument.
[[nodiscard]] Address find_address(std::string_view path, bool beta);

}  // namespace kelpie::server::graph
