#include "tables/readers/record_reader.hpp"

#include <algorithm>

#include "tables/readers/json_scan.hpp"
#include "tables/readers/json_text.hpp"

namespace kelpie::tables::readers {

namespace {

constexpr std::size_t max_routes = 1000;

std::string_view between(const char* begin, const char* end) {
  return end == nullptr ? std::string_view() : std::string_view(begin, static_cast<std::size_t>(end - begin));
}

}  // namespace

bool is_page_key(std::string_view key) {
  return key == "records" || key == "value" || key == "Records" || key == "events" || key == "results" ||
         key == "data" || key == "hits";
}

void RecordReader::begin(std::uint64_t order, const Expectation& expected) {
  order_ = order;
  expect(expected);
  for (auto& [name, filler] : fillers_) filler->begin(order);
}

void RecordReader::expect(const Expectation& expected) {
  if (expected.table != expected_.table || expected.hint != expected_.hint) {
    expected_ = expected;
    current_ = nullptr;
    mixed_ = 0;
  }
}

TableFiller& RecordReader::filler(const TableSchema& schema) {
  auto& filler = fillers_["." + schema.name];
  if (!filler) {
    filler = std::make_unique<TableFiller>(schema, seed_);
    filler->begin(order_);
  }
  return *filler;
}

TableFiller* RecordReader::open_filler(const std::string& table) {
  if (const auto at = fillers_.find(table); at != fillers_.end()) return at->second.get();
  const bool name = !table.empty() && table.size() <= 1024 &&
                    std::none_of(table.begin(), table.end(), [](char c) { return c >= 0 && c < 0x20; });
  if (!name || open_tables_ >= max_open_tables) return nullptr;
  ++open_tables_;
  auto& filler = fillers_[table];
  filler = std::make_unique<TableFiller>(table, seed_);
  filler->begin(order_);
  return filler.get();
}

std::uint64_t RecordReader::rows_to_give() const {
  std::uint64_t rows = 0;
  for (const auto& [name, filler] : fillers_) rows += filler->rows();
  return rows;
}

std::vector<std::unique_ptr<TableFiller>> RecordReader::finish() {
  std::vector<std::unique_ptr<TableFiller>> result;
  for (auto& [name, filler] : fillers_) {
    filler->seal();
    if (filler->rows() > 0) result.push_back(std::move(filler));
  }
  fillers_.clear();
  open_tables_ = 0;
  routes_.clear();
  current_ = nullptr;
  return result;
}

Route* RecordReader::route_for(const Recognised& recognised) {
  std::string key = std::to_string(static_cast<int>(recognised.form)) + '\n' + recognised.table;
  for (const Discriminator& discriminator : recognised.discriminators) {
    key += '\n' + discriminator.key + (discriminator.absent ? "!" : "=" + discriminator.token);
  }
  if (routes_.size() > max_routes) {  // somebody writes ever new discriminators
    routes_.clear();
    current_ = nullptr;
  }
  if (const auto at = routes_.find(key); at != routes_.end()) return at->second.get();
  TableFiller* target = recognised.schema != nullptr ? &filler(*recognised.schema) : open_filler(recognised.table);
  if (target == nullptr) return nullptr;
  return (routes_[key] = std::make_unique<Route>(make_route(recognised.form, *target, recognised.discriminators)))
      .get();
}

const char* RecordReader::read(const char* p, const char* end, const RejectSink& reject) {
  return *p == '[' ? read_list(p, end, 0, reject) : read_object(p, end, 0, reject);
}

const char* RecordReader::read_list(const char* p, const char* end, int depth, const RejectSink& reject) {
  const char* begin = p;
  p = skip_blanks(p + 1, end);
  while (p < end && *p != ']') {
    if (*p == '[' && depth >= max_wrapping) {
      reject(p, "lists of records nest too deep", {});
      return find_container_end(begin, end);
    }
    if (*p == '{' || *p == '[') {
      const char* next = *p == '{' ? read_object(p, end, depth + 1, reject) : read_list(p, end, depth + 1, reject);
      if (next == nullptr) return nullptr;
      p = next;
    } else {
      const char* next = skip_value(p, end);
      reject(p, "expected an object in the list of records", next == nullptr ? std::string_view() : between(p, next));
      if (next == nullptr) return find_container_end(begin, end);
      p = next;
    }
    p = skip_blanks(p, end);
    if (p < end && *p == ',') p = skip_blanks(p + 1, end);
  }
  return p < end ? p + 1 : nullptr;
}

const char* RecordReader::read_object(const char* p, const char* end, int depth, const RejectSink& reject) {
  if (current_ == nullptr || mixed_ > 8) return read_unknown(p, end, depth, reject);
  const char* next = p;
  switch (walker_.walk(next, end, *current_, false)) {
    case RecordWalker::Outcome::row:
      current_->filler->commit_row();
      ++rows_;
      mixed_ = std::max(0, mixed_ - 1);
      return next;
    case RecordWalker::Outcome::elsewhere:
      mixed_ += 4;
      break;
    case RecordWalker::Outcome::malformed:
      break;
  }
  current_->filler->discard_row();
  return read_unknown(p, end, depth, reject);
}

const char* RecordReader::read_along(Route* route, const char* p, const char* end, const RejectSink& reject) {
  if (route == nullptr) {
    const char* next = find_container_end(p, end);
    reject(
        p,
        "the record names a table that no schema knows, and there are too many such tables already, or it is no name",
        between(p, next));
    return next;
  }
  const char* next = p;
  if (walker_.walk(next, end, *route, true) == RecordWalker::Outcome::row) {
    route->filler->commit_row();
    ++rows_;
    return next;
  }
  route->filler->discard_row();
  reject(walker_.error_at(), walker_.error(), between(p, end));
  return find_container_end(p, end);
}

const char* RecordReader::read_unknown(const char* p, const char* end, int depth, const RejectSink& reject) {
  const char* next = find_container_end(p, end);
  if (next == nullptr) {
    reject(p, "the record is not complete: its closing brace is missing", {});
    return nullptr;
  }
  const auto members = read_members(p, next);
  if (!members) {
    // Whatever walks it says best what is wrong.
    Route route = make_route(Form::open, scratch_, {});
    const char* at = p;
    const bool good = walker_.walk(at, next, route, true) == RecordWalker::Outcome::row;
    scratch_.discard_row();
    reject(good ? p : walker_.error_at(), good ? "the record is malformed" : walker_.error(), between(p, next));
    return next;
  }
  // An object without members says nothing, whatever table it is said to belong to.
  const auto recognised = members->empty() ? std::nullopt : recognise(*members, schemas_, expected_);
  if (recognised) {
    Route* route = route_for(*recognised);
    if (route == current_) mixed_ = std::max(0, mixed_ - 1);
    current_ = route;
    return read_along(route, p, next, reject);
  }
  if (depth >= max_wrapping || !unwrap(*members, depth, reject)) {
    reject(p,
           members->empty() ? "an empty object"
                            : "no event of a known table; to load it as a table of its own, name the table",
           between(p, next));
  }
  return next;
}

/// Reads the events inside an object that is none itself: a page of them, or one that a shipper wrapped. False when
/// there is none.
bool RecordReader::unwrap(const std::vector<Member>& members, int depth, const RejectSink& reject) {
  for (const Member& member : members) {
    if (!is_page_key(member.key) || !member.value.starts_with('[')) continue;
    const char* begin = member.value.data();
    const char* end = begin + member.value.size();
    const char* first = skip_blanks(begin + 1, end);
    if (*first != '{' && *first != ']') continue;
    read_list(begin, end, depth + 1, reject);
    return true;
  }
  for (const Member& member : members) {
    const char* begin = member.value.data();
    const char* end = begin + member.value.size();
    if (member.value.starts_with('{')) {
      const auto inner = read_members(begin, end);
      if (!inner) continue;
      if (const auto recognised = recognise(*inner, schemas_, expected_)) {
        read_along(route_for(*recognised), begin, end, reject);
        return true;
      }
      if (depth + 1 < max_wrapping && unwrap(*inner, depth + 1, reject)) return true;
    } else if (member.value.starts_with("\"{") && unwrap_text(member, depth, reject)) {
      return true;
    }
  }
  return false;
}

/// An event as text in a string, as some shippers send it.
bool RecordReader::unwrap_text(const Member& member, int depth, const RejectSink& reject) {
  std::string text;
  if (!unescape(member.value.substr(1, member.value.size() - 2), text)) return false;
  const std::size_t size = text.size();
  text.append(scan_padding, '\n');
  const auto inner = read_members(text.data(), text.data() + size);
  if (!inner) return false;
  const auto inside = [&](const char*, std::string reason, std::string_view record) {
    reject(member.value.data(), std::move(reason), record);
  };
  if (const auto recognised = recognise(*inner, schemas_, expected_)) {
    read_along(route_for(*recognised), text.data(), text.data() + size, inside);
    return true;
  }
  return depth + 1 < max_wrapping && unwrap(*inner, depth + 1, inside);
}

}  // namespace kelpie::tables::readers
