#include "tables/store/encoding/dynamic_check.hpp"

#include <vector>

#include "tables/dynamic.hpp"
#include "tables/dynamic_layout.hpp"
#include "tables/store/encoding/byte_cursor.hpp"
#include "tables/store/encoding/fixed_value.hpp"
#include "tables/store/encoding/value_check.hpp"

namespace kelpie::tables::store {

namespace {

using layout::Tag;

constexpr std::string_view what = "a dynamic value";
// Values made by functions nest deeper than JSON may.
constexpr std::size_t deepest = 4 * max_dynamic_depth;

/// A container whose members are being read.
struct Open {
  const char* start = nullptr;
  std::uint32_t size = 0;
  std::uint32_t count = 0;
  std::uint32_t next = 0;
  bool bag = false;
};

}  // namespace

void require_dynamic(std::string_view bytes) {
  std::vector<Open> open;
  const char* at = bytes.data();
  const char* end = at + bytes.size();
  const auto left = [&] { return static_cast<std::size_t>(end - at); };
  const auto require = [&](bool condition, std::uint64_t found, std::string_view expected) {
    if (!condition) throw_damaged(what, found, expected);
  };
  for (;;) {
    require(left() > 0, 0, "a tag");
    const auto tag = static_cast<std::uint8_t>(*at);
    require(tag <= static_cast<std::uint8_t>(Tag::bag), tag, "a tag");
    const bool container = tag >= static_cast<std::uint8_t>(Tag::array);
    require(left() >= (container                                       ? layout::container_header
                       : tag == static_cast<std::uint8_t>(Tag::string) ? 5
                                                                       : 1),
            left(), "the rest of a value");
    const std::size_t size = layout::size_of(at);
    require(size <= left(), left(), "the rest of a value");
    if (container) {
      const auto count = layout::load<std::uint32_t>(at + 5);
      const std::uint64_t table = layout::container_header + std::uint64_t{count} * sizeof(std::uint32_t);
      require(table <= size, size, "room for the offsets of a container's members");
      require(open.size() < deepest, open.size(), "fewer levels of nesting");
      open.push_back({at, static_cast<std::uint32_t>(size), count, 0, tag == static_cast<std::uint8_t>(Tag::bag)});
      end = at + size;
      at += table;
    } else {
      if (tag == static_cast<std::uint8_t>(Tag::datetime)) {
        const auto ticks = layout::load<std::int64_t>(at + 1);
        require_datetimes(&ticks, 1);
      } else if (tag == static_cast<std::uint8_t>(Tag::decimal)) {
        const Decimal value = FixedValue<Decimal>::load(at + 1);
        require_decimals(&value, 1);
      }
      at += size;
    }
    // To the next member; through the ends of the containers that are complete.
    while (!open.empty() && open.back().next == open.back().count) {
      require(at == end, left(), "no byte behind a container's last member");
      open.pop_back();
      end = open.empty() ? bytes.data() + bytes.size() : open.back().start + open.back().size;
    }
    if (open.empty()) return require(at == end, left(), "no byte behind the value");
    Open& container_of = open.back();
    const auto offset = layout::load<std::uint32_t>(container_of.start + layout::container_header +
                                                    container_of.next * sizeof(std::uint32_t));
    require(offset == static_cast<std::uint64_t>(at - container_of.start), offset,
            "the place of a container's next member");
    ++container_of.next;
    if (container_of.bag) {
      require(left() >= sizeof(std::uint32_t), left(), "the length of a key");
      const auto length = layout::load<std::uint32_t>(at);
      at += sizeof length;
      require(length <= left(), length, "a key inside its bag");
      at += length;
    }
  }
}

}  // namespace kelpie::tables::store
