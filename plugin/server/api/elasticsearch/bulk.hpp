#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/server/service/intake_service.hpp"

namespace kelpie::server {

/// One action of a bulk request.
struct BulkItem {
  std::string action;  // "index", "create", "update", "delete"
  std::string index, id;
  std::string_view document;  // in the body; empty for what takes none
  int status = 201;
  std::string error_type, reason;  // of one that was not done
};

/// Reads the lines of a bulk request (Elasticsearch reference, "Bulk API"). `index`: of the path, may be empty.
/// Documents that cannot be stored whatever they hold (updates, deletions) have their status. Throws RequestRefused for
/// a body that is no bulk request.
[[nodiscard]] std::vector<BulkItem> read_bulk(std::string_view body, std::string_view index);

/// Stores the documents and notes for each what became of it. Throws RequestRefused when the intake takes none at the
/// moment.
void store_bulk(IntakeService& intake, const std::string& from, std::vector<BulkItem>& items);

/// {"took":...,"errors":...,"items":[...]}. Documents without an id get one.
[[nodiscard]] std::string bulk_answer(std::vector<BulkItem>& items, std::int64_t milliseconds);

/// The answer about one item, as of a request for one document.
[[nodiscard]] std::string item_answer(const BulkItem& item);

/// An id for a document that came without one.
[[nodiscard]] std::string new_document_id();

}  // namespace kelpie::server
