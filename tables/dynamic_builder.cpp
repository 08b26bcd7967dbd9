#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <limits>
#include <span>
#include <stdexcept>

#include "tables/dynamic_layout.hpp"
#include "tables/detail/repeated_keys.hpp"
#include "tables/dynamic.hpp"
#include "tables/value.hpp"

namespace kelpie::tables {

using layout::Tag;

namespace {

constexpr std::uint8_t byte_of(Tag tag) { return static_cast<std::uint8_t>(tag); }

std::uint32_t checked(std::size_t size) {
  if (size > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("a dynamic value is larger than 4 GiB");
  return static_cast<std::uint32_t>(size);
}

}  // namespace

void DynamicBuilder::grow(std::size_t size) {
  const std::size_t wanted = std::max({size_ + size, capacity_ * 2, std::size_t{256}});
  auto larger = std::make_unique_for_overwrite<char[]>(wanted);
  if (size_ > 0) std::memcpy(larger.get(), data_.get(), size_);
  data_ = std::move(larger);
  capacity_ = wanted;
}

template <typename T>
void DynamicBuilder::put_tagged(std::uint8_t tag, const T& value) {
  begin_value();
  char* const out = extend(1 + sizeof value);
  *out = static_cast<char>(tag);
  std::memcpy(out + 1, &value, sizeof value);
}

/// Length and characters, as of a string or a key.
void DynamicBuilder::put_text(std::string_view text) {
  const std::uint32_t length = checked(text.size());
  char* const out = extend(sizeof length + text.size());
  std::memcpy(out, &length, sizeof length);
  if (length > 0) std::memcpy(out + sizeof length, text.data(), length);
}

void DynamicBuilder::begin_value() {
  if (open_.empty() || open_.back().bag) return;
  offsets_.push_back(checked(size_ - open_.back().start - layout::container_header));
}

void DynamicBuilder::null() {
  begin_value();
  *extend(1) = static_cast<char>(Tag::null);
}

void DynamicBuilder::boolean(bool value) {
  begin_value();
  *extend(1) = static_cast<char>(value ? Tag::true_ : Tag::false_);
}

void DynamicBuilder::long_(std::int64_t value) { put_tagged(byte_of(Tag::long_), value); }
void DynamicBuilder::real(double value) { put_tagged(byte_of(Tag::real), value); }
void DynamicBuilder::datetime(std::int64_t ticks) { put_tagged(byte_of(Tag::datetime), ticks); }
void DynamicBuilder::timespan(std::int64_t ticks) { put_tagged(byte_of(Tag::timespan), ticks); }

void DynamicBuilder::guid(const Guid& value) { put_tagged(byte_of(Tag::guid), std::array{value.high, value.low}); }

void DynamicBuilder::decimal(const Decimal& value) {
  put_tagged(byte_of(Tag::decimal), value.coefficient);
  std::memcpy(extend(sizeof value.exponent), &value.exponent, sizeof value.exponent);
}

void DynamicBuilder::string(std::string_view value) {
  begin_value();
  *extend(1) = static_cast<char>(Tag::string);
  put_text(value);
}

void DynamicBuilder::value(DynamicView value) {
  const std::string_view bytes = value.bytes();
  if (bytes.empty()) return null();
  begin_value();
  std::memcpy(extend(bytes.size()), bytes.data(), bytes.size());
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
  open_.push_back({size_, offsets_.size(), bag});
  *extend(layout::container_header) = static_cast<char>(bag ? Tag::bag : Tag::array);
}

/// Moves the members up to make room for the table of their offsets and fills in the header.
void DynamicBuilder::end_container() {
  const Container container = open_.back();
  open_.pop_back();
  const std::size_t count = offsets_.size() - container.first_offset;
  const std::size_t table = count * sizeof(std::uint32_t);
  const std::size_t members = container.start + layout::container_header;
  const std::size_t length = size_ - members;
  const std::uint32_t header[] = {checked(layout::container_header + table + length),
                                  static_cast<std::uint32_t>(count)};
  extend(table);
  char* const data = data_.get();
  std::memmove(data + members + table, data + members, length);
  const auto shift = static_cast<std::uint32_t>(layout::container_header + table);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t offset = offsets_[container.first_offset + i] + shift;
    std::memcpy(data + members + i * sizeof offset, &offset, sizeof offset);
  }
  std::memcpy(data + container.start + 1, header, sizeof header);
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
  offsets_.push_back(checked(size_ - open_.back().start - layout::container_header));
  put_text(key);
}

void DynamicBuilder::end_bag() {
  assert(!open_.empty() && open_.back().bag);
  drop_repeated_keys(open_.back());
  end_container();
}

void DynamicBuilder::drop_repeated_keys(const Container& container) {
  const std::span<const std::uint32_t> offsets = std::span(offsets_).subspan(container.first_offset);
  const std::size_t start = container.start + layout::container_header;
  const BagEntries entries{data_.get() + start, offsets};
  if (!has_repeated_key(entries, scratch_)) return;
  std::string kept;
  std::vector<std::uint32_t> kept_offsets;
  for (const std::uint32_t entry : last_of_each_key(entries)) {
    const std::size_t end = entry + 1 < offsets.size() ? offsets[entry + 1] : size_ - start;
    kept_offsets.push_back(static_cast<std::uint32_t>(kept.size()));
    kept.append(entries.members + offsets[entry], end - offsets[entry]);
  }
  size_ = start;
  std::memcpy(extend(kept.size()), kept.data(), kept.size());
  offsets_.resize(container.first_offset);
  offsets_.insert(offsets_.end(), kept_offsets.begin(), kept_offsets.end());
}

std::string DynamicBuilder::finish() {
  assert(open_.empty());
  std::string result(bytes());
  size_ = 0;
  return result;
}

void DynamicBuilder::clear() {
  size_ = 0;
  open_.clear();
  offsets_.clear();
}

}  // namespace kelpie::tables
