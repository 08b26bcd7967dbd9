#include "plugin/server/api/elasticsearch/bulk.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <random>

#include "plugin/output/json_object.hpp"
#include "plugin/server/http/router.hpp"
#include "plugin/server/intake/numbered_events.hpp"
#include "plugin/server/intake/table_names.hpp"
#include "tables/readers/json_scan.hpp"
#include "tables/readers/json_text.hpp"
#include "tables/readers/recognise.hpp"

namespace kelpie::server {

namespace {

using namespace tables::readers;

/// Lines in front of which one may look in vain for an action.
constexpr std::size_t longest_action = std::size_t{64} << 10;

[[noreturn]] void refuse(std::size_t line, const std::string& why) {
  throw RequestRefused(
      {400,
       "illegal_argument_exception",
       "line " + std::to_string(line) + " of the bulk request: " + why +
           R"(; expected an action such as {"index":{"_index":"signinlogs"}}, then the document in the next line)",
       {}});
}

std::string text_of(std::string_view value) {
  std::string text;
  if (value.size() < 2 || value.front() != '"' || !unescape(value.substr(1, value.size() - 2), text)) text.clear();
  return text;
}

/// The action of a line.
BulkItem read_action(std::string_view text, std::size_t line, std::string_view index) {
  if (text.size() > longest_action) refuse(line, "it is too long for an action");
  std::string padded(text);
  padded.append(scan_padding, '\n');
  const auto members = read_members(padded.data(), padded.data() + text.size());
  if (!members || members->size() != 1) refuse(line, "it is no action");
  BulkItem item;
  item.action = members->front().key;
  item.index = index;
  if (item.action != "index" && item.action != "create" && item.action != "update" && item.action != "delete")
    refuse(line, "'" + item.action.substr(0, 50) + "' is no action");
  const std::string_view value = members->front().value;
  const auto metadata = read_members(value.data(), value.data() + value.size());
  if (!metadata) refuse(line, "the action's value is no object");
  for (const Member& member : *metadata) {
    if (member.key == "_index")
      item.index = text_of(member.value);
    else if (member.key == "_id")
      item.id = member.value.starts_with('"') ? text_of(member.value) : std::string(member.value);
  }
  if (item.action == "update" || item.action == "delete") {
    item.status = 400;
    item.error_type = "illegal_argument_exception";
    item.reason = "events are only added: '" + item.action + "' is not possible, 'index' and 'create' are";
  }
  return item;
}

void append_item(const BulkItem& item, std::string& out) {
  plugin::JsonObject told;
  told.text("_index", item.index).text("_id", item.id).number("status", item.status);
  if (item.status < 300) {
    told.number("_version", 1)
        .text("result", "created")
        .raw("_shards", R"({"total":1,"successful":1,"failed":0})")
        .number("_seq_no", 0)
        .number("_primary_term", 1);
  } else {
    told.raw("error", plugin::JsonObject().text("type", item.error_type).text("reason", item.reason).done());
  }
  out += told.done();
}

}  // namespace

std::string new_document_id() {
  static const std::uint64_t process = (std::uint64_t{std::random_device{}()} << 32) | std::random_device{}();
  static std::atomic<std::uint64_t> last{0};
  constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
  std::string id;
  for (std::uint64_t part : {process, ++last})
    for (int i = 0; i < 10; ++i, part >>= 6) id += digits[part & 63];
  return id;
}

std::vector<BulkItem> read_bulk(std::string_view body, std::string_view index) {
  std::vector<BulkItem> items;
  bool wants_document = false;
  for (std::size_t line = 1; !body.empty(); ++line) {
    const std::size_t newline = body.find('\n');
    std::string_view text = body.substr(0, newline);
    body.remove_prefix(newline == std::string_view::npos ? body.size() : newline + 1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (wants_document) {
      items.back().document = text;
      wants_document = false;
      if (text.empty()) refuse(line, "it is empty where the document was expected");
      continue;
    }
    if (text.find_first_not_of(" \t") == std::string_view::npos) continue;
    items.push_back(read_action(text, line, index));
    wants_document = items.back().action != "delete";
  }
  if (wants_document)
    throw RequestRefused(
        {400, "illegal_argument_exception", "the bulk request ends behind an action: its document is missing", {}});
  if (items.empty())
    throw RequestRefused({400, "action_request_validation_exception", "Validation Failed: 1: no requests added;", {}});
  return items;
}

void store_bulk(IntakeService& intake, const std::string& from, std::vector<BulkItem>& items) {
  NumberedEvents events(intake, from);
  std::vector<BulkItem*> sent;
  std::string index, table;
  for (BulkItem& item : items) {
    if (item.status != 201) continue;
    if (sent.empty() || item.index != index) {
      index = item.index;
      table = table_of_index(index, intake.schemas());
    }
    events.add(item.document, table);
    sent.push_back(&item);
  }
  for (RecordProblem& problem : events.finish()) {
    if (problem.line >= sent.size()) continue;
    BulkItem& item = *sent[problem.line];
    item.status = 400;
    item.error_type = "mapper_parsing_exception";
    item.reason = std::move(problem.reason);
  }
}

std::string item_answer(const BulkItem& item) {
  std::string out;
  append_item(item, out);
  return out;
}

std::string bulk_answer(std::vector<BulkItem>& items, std::int64_t milliseconds) {
  const bool errors = std::any_of(items.begin(), items.end(), [](const BulkItem& item) { return item.status >= 300; });
  std::string out =
      "{\"took\":" + std::to_string(milliseconds) + ",\"errors\":" + (errors ? "true" : "false") + ",\"items\":[";
  for (BulkItem& item : items) {
    if (item.id.empty()) item.id = new_document_id();
    if (out.back() != '[') out += ',';
    out += "{\"" + item.action + "\":";
    append_item(item, out);
    out += '}';
  }
  return out + "]}";
}

}  // namespace kelpie::server
