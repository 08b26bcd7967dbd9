#include "tables/dynamic.hpp"

#include "tables/dynamic_layout.hpp"
#include "tables/value.hpp"

namespace kelpie::tables {

using layout::load;
using layout::Tag;
using layout::tag_of;

namespace {

/// Where element or entry `index` of a container begins.
const char* member(std::string_view bytes, std::size_t index) {
  return bytes.data() + load<std::uint32_t>(bytes.data() + layout::container_header + index * sizeof(std::uint32_t));
}

std::string_view key_of(const char* entry) { return {entry + sizeof(std::uint32_t), load<std::uint32_t>(entry)}; }

}  // namespace

DynamicKind DynamicView::kind() const {
  switch (tag_of(bytes_)) {
    case Tag::null:
      return DynamicKind::null;
    case Tag::false_:
    case Tag::true_:
      return DynamicKind::boolean;
    case Tag::long_:
      return DynamicKind::long_;
    case Tag::real:
      return DynamicKind::real;
    case Tag::string:
      return DynamicKind::string;
    case Tag::datetime:
      return DynamicKind::datetime;
    case Tag::timespan:
      return DynamicKind::timespan;
    case Tag::guid:
      return DynamicKind::guid;
    case Tag::decimal:
      return DynamicKind::decimal;
    case Tag::array:
      return DynamicKind::array;
    case Tag::bag:
      return DynamicKind::bag;
  }
  return DynamicKind::null;
}

bool DynamicView::as_bool() const { return tag_of(bytes_) == Tag::true_; }

std::int64_t DynamicView::as_integer() const { return load<std::int64_t>(bytes_.data() + 1); }

double DynamicView::as_real() const { return load<double>(bytes_.data() + 1); }

std::string_view DynamicView::as_string() const { return bytes_.substr(5); }

Guid DynamicView::as_guid() const {
  return {load<std::uint64_t>(bytes_.data() + 1), load<std::uint64_t>(bytes_.data() + 9)};
}

Decimal DynamicView::as_decimal() const {
  return {load<int128>(bytes_.data() + 1), load<std::int32_t>(bytes_.data() + 17)};
}

std::size_t DynamicView::size() const {
  const Tag tag = tag_of(bytes_);
  return tag == Tag::array || tag == Tag::bag ? load<std::uint32_t>(bytes_.data() + 5) : 0;
}

DynamicView DynamicView::element(std::size_t index) const {
  return DynamicView(layout::whole_value(member(bytes_, index)));
}

std::string_view DynamicView::key(std::size_t index) const { return key_of(member(bytes_, index)); }

DynamicView DynamicView::value(std::size_t index) const {
  const std::string_view found = key_of(member(bytes_, index));
  return DynamicView(layout::whole_value(found.data() + found.size()));
}

DynamicView DynamicView::find(std::string_view key) const {
  if (tag_of(bytes_) != Tag::bag) return {};
  const std::size_t count = size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view found = key_of(member(bytes_, i));
    if (found == key) return DynamicView(layout::whole_value(found.data() + found.size()));
  }
  return {};
}

Value scalar_of(DynamicView value) {
  switch (value.kind()) {
    case DynamicKind::null:
      return Value(Type::dynamic);
    case DynamicKind::boolean:
      return Value::boolean(value.as_bool());
    case DynamicKind::long_:
      return Value::long_(value.as_integer());
    case DynamicKind::real:
      return Value::real(value.as_real());
    case DynamicKind::string:
      return Value::string(std::string(value.as_string()));
    case DynamicKind::datetime:
      return Value::datetime(value.as_integer());
    case DynamicKind::timespan:
      return Value::timespan(value.as_integer());
    case DynamicKind::guid:
      return Value::guid(value.as_guid());
    case DynamicKind::decimal:
      return Value::decimal(value.as_decimal());
    case DynamicKind::array:
    case DynamicKind::bag:
      break;
  }
  return Value::dynamic(std::string(value.bytes()));
}

}  // namespace kelpie::tables
