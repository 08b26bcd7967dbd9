#include "tables/readers/record_walker.hpp"

#include <algorithm>
#include <bit>

#include "tables/readers/json_scan.hpp"
#include "tables/readers/json_text.hpp"

namespace kelpie::tables::readers {

namespace {

/// Whether the bytes at `p` begin with the edge's quoted key.
inline bool matches(const KeyNode::Edge& edge, const char* p, const char* end) {
  const std::uint32_t length = edge.length;
#if defined(__SSE2__)
  const auto equal_at = [&](std::size_t at) {
    const __m128i left = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + at));
    const __m128i right = _mm_load_si128(reinterpret_cast<const __m128i*>(edge.pattern.data() + at));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(left, right)));
  };
  const std::uint32_t equal = equal_at(0) | equal_at(16) << 16;
  if (length <= 32) return (~equal & (0xffffffffu >> (32 - length))) == 0;
  if (equal != 0xffffffffu) return false;
#else
  if (std::memcmp(p, edge.pattern.data(), std::min<std::size_t>(length, edge.pattern.size())) != 0) return false;
  if (length <= edge.pattern.size()) return true;
#endif
  // Behind the pattern: the rest of the key, and its quote.
  constexpr std::size_t done = KeyNode::Edge::max_pattern;
  if (static_cast<std::size_t>(end - p) < length) return false;
  return std::memcmp(p + done, edge.key.data() + done - 1, length - done - 1) == 0 && p[length - 1] == '"';
}

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) { return folded(a) == folded(b); });
}

}  // namespace

bool RecordWalker::fail(const char* at, const char* what) {
  error_ = what;
  error_at_ = std::min(at, end_);
  return false;
}

/// The column of a key in a table without a schema.
void RecordWalker::add_column(KeyNode::Edge& edge, std::string_view key) {
  if (!unescape(key, scratch_)) scratch_ = key;
  const std::size_t column = filler_->find_or_add(scratch_);
  if (column != SIZE_MAX) edge.targets.push_back({static_cast<std::uint32_t>(column), 0, false, false, ""});
}

/// Behind the key at `p`, which is not the predicted one. nullptr: the key is malformed, or is not kept.
KeyNode::Edge* RecordWalker::look_up(KeyNode& node, std::uint32_t& last, const char*& p) {
  const StringEnd found = find_string_end(p + 1);
  if (found.quote == nullptr || found.quote >= end_) {
    fail(p, "a key without its closing quote");
    p = nullptr;
    return nullptr;
  }
  const std::string_view key(p + 1, static_cast<std::size_t>(found.quote - p - 1));
  p = found.quote + 1;
  const auto at = node.index.find(key);
  std::uint32_t number = 0;
  if (at != node.index.end()) {
    number = at->second;
  } else {
    if (node.edges.size() >= KeyNode::max_edges || key.size() > KeyNode::max_key) return nullptr;
    std::size_t like = node.edges.size();
    if (node.any_case) {
      for (like = 0; like < node.edges.size() && !equal_ignoring_case(node.edges[like].key, key);) ++like;
    }
    const std::uint32_t expected = last == KeyNode::none ? node.first : node.edges[last].next;
    number = add_edge(node, key);
    KeyNode::Edge& edge = node.edges[number];
    edge.next = expected;
    if (like + 1 < node.edges.size()) {
      edge.child = node.edges[like].child;
      edge.check = node.edges[like].check;
      edge.dropped = node.edges[like].dropped;
      edge.simple = node.edges[like].simple;
      edge.targets = node.edges[like].targets;
    } else if (node.open) {
      add_column(edge, key);
      if (!edge.targets.empty()) edge.simple = &filler_->column(edge.targets[0].column);
    }
  }
  (last == KeyNode::none ? node.first : node.edges[last].next) = number;
  last = number;
  return &node.edges[number];
}

/// The edge of the key at `p`; keys that came next before, or next but one or two, are tried first.
inline KeyNode::Edge* RecordWalker::find_edge(KeyNode& node, std::uint32_t& last, const char*& p) {
  std::uint32_t candidate = last == KeyNode::none ? node.first : node.edges[last].next;
  for (int tries = 0; tries < 3 && candidate < node.edges.size(); ++tries) {
    KeyNode::Edge& edge = node.edges[candidate];
    if (matches(edge, p, end_)) {
      p += edge.length;
      last = candidate;
      return &edge;
    }
    candidate = edge.next;
  }
  return look_up(node, last, p);
}

inline bool RecordWalker::put(ColumnFiller& column, const char*& p) {
  if (const char* next = column.put_repeated(row_, p, end_)) {
    p = next;
    return true;
  }
  if (p < end_ && *p == '"') {
    const StringEnd found = find_string_end(p + 1);
    if (found.quote == nullptr || found.quote >= end_) return fail(p, "a string without its closing quote");
    if (!column.put_string(row_, {p + 1, static_cast<std::size_t>(found.quote - p - 1)}, found.escaped)) {
      return fail(p, "a string with a malformed escape");
    }
    p = found.quote + 1;
    return true;
  }
  if (p < end_ && (*p == '{' || *p == '[')) {
    const char* next = find_container_end(p, end_);
    if (next == nullptr) return fail(p, "an object or array without its closing bracket");
    if (!column.put_container(row_, {p, static_cast<std::size_t>(next - p)})) {
      return fail(p, "an object or array that is no JSON or nests deeper than 256 levels");
    }
    p = next;
    return true;
  }
  const char* next = find_scalar_end(p, end_);
  if (!column.put_scalar(row_, {p, static_cast<std::size_t>(next - p)})) return fail(p, "expected a JSON value");
  p = next;
  return true;
}

/// Like put(), but what must be looked up waits for the rest of the record.
inline bool RecordWalker::put_soon(ColumnFiller& column, const char*& p) {
  if (const char* next = column.put_repeated(row_, p, end_)) {
    p = next;
    return true;
  }
  if (p >= end_) return put(column, p);
  const bool container = *p == '{' || *p == '[';
  if ((!container && *p != '"') || !column.looks_up(container)) return put(column, p);
  const char* next = nullptr;
  std::string_view raw;
  if (container) {
    next = find_container_end(p, end_);
    if (next == nullptr) return fail(p, "an object or array without its closing bracket");
    raw = {p, static_cast<std::size_t>(next - p)};
  } else {
    const StringEnd found = find_string_end(p + 1);
    if (found.quote == nullptr || found.quote >= end_) return fail(p, "a string without its closing quote");
    raw = {p + 1, static_cast<std::size_t>(found.quote - p - 1)};
    if (found.escaped || raw.empty()) return put(column, p);
    next = found.quote + 1;
  }
  if (waiting_count_ == max_waiting && !put_waiting()) return false;
  waiting_[waiting_count_++] = {&column, raw, column.hash_of(raw, container), container};
  p = next;
  return true;
}

/// Puts the values that wait.
bool RecordWalker::put_waiting() {
  for (std::size_t i = 0; i < waiting_count_; ++i) waiting_[i].column->prefetch_text(waiting_[i]);
  for (std::size_t i = 0; i < waiting_count_; ++i) {
    if (!waiting_[i].column->put(row_, waiting_[i])) {
      const char* at = waiting_[i].raw.data();
      waiting_count_ = 0;
      return fail(at, "an object or array that is no JSON or nests deeper than 256 levels");
    }
  }
  waiting_count_ = 0;
  return true;
}

bool RecordWalker::check(const KeyNode::Edge& edge, std::string_view token) {
  const auto number = static_cast<std::size_t>(edge.check);
  const Discriminator& discriminator = route_->discriminators[number];
  seen_ |= std::uint64_t{1} << number;
  return !discriminator.absent && (discriminator.token.empty() || discriminator.token == token);
}

bool RecordWalker::put_changed(const KeyNode::Target& target, const char* p, const char* next) {
  std::string_view raw(p, static_cast<std::size_t>(next - p));
  if (raw == "null") return true;
  if (raw.starts_with('"')) {
    raw = raw.substr(1, raw.size() - 2);
    if (!unescape(raw, scratch_)) return fail(p, "a string with a malformed escape");
  } else {
    scratch_ = raw;
  }
  if (!target.except.empty() && scratch_ == target.except) return true;
  if (target.lower) {
    for (char& c : scratch_) c = folded(c);
  }
  return filler_->column(target.column).put_text(row_, scratch_) || fail(p, "expected a JSON value");
}

inline void RecordWalker::keep_unknown(const KeyNode& node, const KeyNode::Edge* edge, std::string_view key,
                                       const char* p, const char* next) {
  if (!node.keeps_unknown || (edge != nullptr && edge->dropped)) return;
  fields_.add(node.path, key, {p, static_cast<std::size_t>(next - p)});
}

/// The fields that no column takes, unless the record brings the column itself.
void RecordWalker::put_unknown() {
  if (fields_.empty()) return;
  if (ColumnFiller* column = filler_->additional_fields(); column != nullptr && !column->has(row_)) {
    fields_.put(*column, row_);
  }
}

bool RecordWalker::put_general(const KeyNode& node, const KeyNode::Edge& edge, std::string_view key, const char*& p) {
  const char* next = skip_value(p, end_);
  if (next == nullptr) return fail(p, "expected a complete JSON value");
  if (edge.check >= 0 && !forced_ && !check(edge, {p, static_cast<std::size_t>(next - p)})) {
    elsewhere_ = true;
    return false;
  }
  for (const KeyNode::Target& target : edge.targets) {
    if (!filler_->may_put(target.column, target.priority)) continue;
    const char* from = p;
    if (target.lower || !target.except.empty() ? !put_changed(target, p, next)
                                               : !put(filler_->column(target.column), from))
      return false;
  }
  if (edge.child >= 0 && *p == '{') {
    const std::int32_t child = edge.child;
    return object(p, static_cast<std::size_t>(child));
  }
  if (edge.targets.empty()) keep_unknown(node, &edge, key, p, next);
  p = next;
  return true;
}

bool RecordWalker::object(const char*& p, std::size_t number) {
  KeyNode& node = route_->nodes[number];
  p = skip_blanks(p + 1, end_);
  if (p < end_ && *p == '}') {
    ++p;
    return true;
  }
  std::uint32_t last = KeyNode::none;
  for (;;) {
    if (p >= end_ || *p != '"') return fail(p, "expected a key in quotes");
    const char* const begin = p + 1;
    KeyNode::Edge* edge = find_edge(node, last, p);
    if (p == nullptr) return false;
    const std::string_view key(begin, static_cast<std::size_t>(p - 1 - begin));
    if (edge != nullptr && edge->check >= 0 && node.open && edge->targets.empty()) add_column(*edge, edge->key);
    if (p < end_ && *p == ':') {
      ++p;
    } else {
      p = skip_blanks(p, end_);
      if (p >= end_ || *p != ':') return fail(p, "expected ':' behind the key");
      ++p;
    }
    if (p < end_ && is_blank(*p)) p = skip_blanks(p, end_);
    if (edge != nullptr && edge->simple != nullptr) {
      ++known_;
      if (!put_soon(*edge->simple, p)) return false;
    } else if (edge == nullptr || (edge->targets.empty() && edge->child < 0 && edge->check < 0)) {
      ++unknown_;
      const char* next = skip_value(p, end_);
      if (next == nullptr) return fail(p, "expected a complete JSON value");
      keep_unknown(node, edge, key, p, next);
      p = next;
    } else {
      ++known_;
      if (!put_general(node, *edge, key, p)) return false;
    }
    if (p < end_ && is_blank(*p)) p = skip_blanks(p, end_);
    if (p >= end_) return fail(p, "the record ends before its closing brace");
    if (*p == '}') {
      ++p;
      return true;
    }
    if (*p != ',') return fail(p, "expected ',' or '}'");
    ++p;
    if (p < end_ && is_blank(*p)) p = skip_blanks(p, end_);
  }
}

RecordWalker::Outcome RecordWalker::walk(const char*& p, const char* end, Route& route, bool forced) {
  route_ = &route;
  filler_ = route.filler;
  end_ = end;
  row_ = route.filler->row();
  forced_ = forced;
  elsewhere_ = false;
  known_ = unknown_ = 0;
  seen_ = 0;
  fields_.clear();
  waiting_count_ = 0;
  if (!object(p, 0) || !put_waiting()) return elsewhere_ ? Outcome::elsewhere : Outcome::malformed;
  if (forced) {
    put_unknown();
    return Outcome::row;
  }
  for (std::size_t i = 0; i < route.discriminators.size(); ++i) {
    if (!route.discriminators[i].absent && (seen_ >> i & 1) == 0) return Outcome::elsewhere;
  }
  if (known_ == 0 || unknown_ > known_ * 2) return Outcome::elsewhere;
  put_unknown();
  return Outcome::row;
}

}  // namespace kelpie::tables::readers
