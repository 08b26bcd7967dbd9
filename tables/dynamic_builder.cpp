#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "tables/dynamic.hpp"
#include "tables/dynamic_layout.hpp"
#include "tables/value.hpp"

namespace kelpie::tables {

using layout::Tag;

namespace {

/// Bags with more entries are searched for repeated keys by sorting.
constexpr std::size_t compared_bag = 24;

void put_tag(std::string& to, Tag tag) { to.push_back(static_cast<char>(tag)); }

template <typename T>
void put(std::string& to, const T& value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  to.append(bytes, sizeof value);
}

void put_text(std::string& to, std::string_view text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max())
    throw std::length_error("a string in a dynamic value is longer than 4 GiB");
  put(to, static_cast<std::uint32_t>(text.size()));
  to.append(text);
}

template <typename T>
void put_tagged(std::string& to, Tag tag, const T& value) {
  char bytes[1 + sizeof value];
  bytes[0] = static_cast<char>(tag);
  std::memcpy(bytes + 1, &value, sizeof value);
  to.append(bytes, sizeof bytes);
}

std::uint32_t checked(std::size_t size) {
  if (size > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("a dynamic value is larger than 4 GiB");
  return static_cast<std::uint32_t>(size);
}

}  // namespace

void DynamicBuilder::begin_value() {
  if (open_.empty() || open_.back().bag) return;
  offsets_.push_back(checked(buffer_.size() - open_.back().start - layout::container_header));
}

void DynamicBuilder::null() {
  begin_value();
  put_tag(buffer_, Tag::null);
}
void DynamicBuilder::boolean(bool value) {
  begin_value();
  put_tag(buffer_, value ? Tag::true_ : Tag::false_);
}
void DynamicBuilder::long_(std::int64_t value) {
  begin_value();
  put_tagged(buffer_, Tag::long_, value);
}
void DynamicBuilder::real(double value) {
  begin_value();
  put_tagged(buffer_, Tag::real, value);
}
void DynamicBuilder::datetime(std::int64_t ticks) {
  begin_value();
  put_tagged(buffer_, Tag::datetime, ticks);
}
void DynamicBuilder::timespan(std::int64_t ticks) {
  begin_value();
  put_tagged(buffer_, Tag::timespan, ticks);
}
void DynamicBuilder::string(std::string_view value) {
  begin_value();
  put_tag(buffer_, Tag::string);
  put_text(buffer_, value);
}
void DynamicBuilder::guid(const Guid& value) {
  begin_value();
  put_tag(buffer_, Tag::guid);
  put(buffer_, value.high);
  put(buffer_, value.low);
}
void DynamicBuilder::decimal(const Decimal& value) {
  begin_value();
  put_tag(buffer_, Tag::decimal);
  put(buffer_, value.coefficient);
  put(buffer_, value.exponent);
}

void DynamicBuilder::value(DynamicView value) {
  if (value.bytes().empty()) return null();
  begin_value();
  buffer_.append(value.bytes());
}

void DynamicBuilder::value(const Value& value) {
  if (value.is_null()) return null();
  switch (value.type()) {
    case Type::boolean:
      return boolean(value.as_bool());
    case Type::int_:
    case Type::long_:
      return long_(value.as_integer());
    case Type::real:
      return real(value.as_real());
    case Type::decimal:
      return decimal(value.as_decimal());
    case Type::string:
      return string(value.as_text());
    case Type::datetime:
      return datetime(value.as_integer());
    case Type::timespan:
      return timespan(value.as_integer());
    case Type::guid:
      return guid(value.as_guid());
    case Type::dynamic:
      return this->value(DynamicView(value.as_text()));
  }
}

void DynamicBuilder::begin_container(bool bag) {
  begin_value();
  open_.push_back({buffer_.size(), offsets_.size(), bag});
  put_tag(buffer_, bag ? Tag::bag : Tag::array);
  buffer_.append(layout::container_header - 1, '\0');
}

/// Moves the members up to make room for the table of their offsets and fills in the header.
void DynamicBuilder::end_container() {
  const Container container = open_.back();
  open_.pop_back();
  const std::size_t count = offsets_.size() - container.first_offset;
  const std::size_t table = count * sizeof(std::uint32_t);
  const std::size_t members = container.start + layout::container_header;
  const std::size_t length = buffer_.size() - members;
  const std::uint32_t total = checked(layout::container_header + table + length);
  buffer_.resize(buffer_.size() + table);
  char* const data = buffer_.data();
  std::memmove(data + members + table, data + members, length);
  const auto shift = static_cast<std::uint32_t>(layout::container_header + table);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t offset = offsets_[container.first_offset + i] + shift;
    std::memcpy(data + members + i * sizeof offset, &offset, sizeof offset);
  }
  const auto written = static_cast<std::uint32_t>(count);
  std::memcpy(data + container.start + 1, &total, sizeof total);
  std::memcpy(data + container.start + 1 + sizeof total, &written, sizeof written);
  offsets_.resize(container.first_offset);
}

void DynamicBuilder::begin_array() { begin_container(false); }

void DynamicBuilder::end_array() {
  assert(!open_.empty() && !open_.back().bag);
  end_container();
}

void DynamicBuilder::begin_bag() { begin_container(true); }

void DynamicBuilder::key(std::string_view key) {
  assert(!open_.empty() && open_.back().bag);
  offsets_.push_back(checked(buffer_.size() - open_.back().start - layout::container_header));
  put_text(buffer_, key);
}

void DynamicBuilder::end_bag() {
  assert(!open_.empty() && open_.back().bag);
  if (may_repeat_keys(open_.back())) drop_repeated_keys(open_.back());
  end_container();
}

std::string_view DynamicBuilder::key_at(const Container& container, std::size_t index) const {
  const char* entry =
      buffer_.data() + container.start + layout::container_header + offsets_[container.first_offset + index];
  return {entry + sizeof(std::uint32_t), layout::load<std::uint32_t>(entry)};
}

/// Whether a key occurs twice. Small bags compare a key with those before it only when a filter of 64 bits has seen its
/// like.
bool DynamicBuilder::may_repeat_keys(const Container& container) {
  const std::size_t count = offsets_.size() - container.first_offset;
  if (count > compared_bag) return true;
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view key = key_at(container, i);
    std::size_t mix = key.size();
    if (!key.empty()) {
      const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(key[at])); };
      mix += byte(0) * 3 + byte(key.size() / 2) * 5 + byte(key.size() - 1) * 7;
    }
    const std::uint64_t bit = std::uint64_t{1} << (mix & 63);
    if ((seen & bit) != 0) {
      for (std::size_t j = 0; j < i; ++j) {
        if (key_at(container, j) == key) return true;
      }
    }
    seen |= bit;
  }
  return false;
}

/// Keeps the last value of every key, in the place of its first.
void DynamicBuilder::drop_repeated_keys(const Container& container) {
  const std::size_t count = offsets_.size() - container.first_offset;
  order_.resize(count);
  std::iota(order_.begin(), order_.end(), 0u);
  std::sort(order_.begin(), order_.end(), [&](std::uint32_t left, std::uint32_t right) {
    const int order = key_at(container, left).compare(key_at(container, right));
    return order != 0 ? order < 0 : left < right;
  });
  const std::size_t members = container.start + layout::container_header;
  bool repeated = false;
  std::vector<std::uint32_t> last(count,
                                  std::numeric_limits<std::uint32_t>::max());  // entry that takes the place, if any
  for (std::size_t i = 0; i < count;) {
    std::size_t end = i + 1;
    while (end < count && key_at(container, order_[end]) == key_at(container, order_[i])) ++end;
    last[order_[i]] = order_[end - 1];
    repeated |= end - i > 1;
    i = end;
  }
  if (!repeated) return;
  std::string kept;
  std::vector<std::uint32_t> offsets;
  for (std::size_t i = 0; i < count; ++i) {
    if (last[i] == std::numeric_limits<std::uint32_t>::max()) continue;
    const std::size_t from = offsets_[container.first_offset + last[i]];
    const std::size_t to =
        last[i] + 1 < count ? offsets_[container.first_offset + last[i] + 1] : buffer_.size() - members;
    offsets.push_back(static_cast<std::uint32_t>(kept.size()));
    kept.append(buffer_, members + from, to - from);
  }
  buffer_.resize(members);
  buffer_.append(kept);
  offsets_.resize(container.first_offset);
  offsets_.insert(offsets_.end(), offsets.begin(), offsets.end());
}

std::string DynamicBuilder::finish() {
  assert(open_.empty());
  std::string result = std::move(buffer_);
  buffer_.clear();
  return result;
}

void DynamicBuilder::clear() {
  buffer_.clear();
  open_.clear();
  offsets_.clear();
}

}  // namespace kelpie::tables
