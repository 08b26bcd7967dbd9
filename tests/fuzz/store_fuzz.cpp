// Segments and logs with changed bytes whose checksums were made right again: reading gives rows or DamagedData. The first byte says which; the others are
// changes (two bytes where, one what) of a sound one, or bytes as they are.

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "tables/builder.hpp"
#include "tables/damaged_data.hpp"
#include "tables/dynamic.hpp"
#include "tables/store/bytes.hpp"
#include "tables/store/column_encoding.hpp"
#include "tables/store/log.hpp"
#include "tables/store/segment_image.hpp"
#include "tables/store/state.hpp"
#include "tables/store/store_error.hpp"
#include "tables/text.hpp"

using namespace kelpie::tables;
using namespace kelpie::tables::store;

namespace {

template <typename T>
T number_at(const std::string& bytes, std::size_t at) {
  T value{};
  if (at + sizeof(T) <= bytes.size()) std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

template <typename T>
void put_at(std::string& bytes, std::size_t at, T value) {
  if (at + sizeof(T) <= bytes.size()) std::memcpy(bytes.data() + at, &value, sizeof(T));
}

/// A segment of every type, some columns of many and some of few values.
std::string sound_segment(std::size_t rows) {
  TableSchema schema;
  schema.name = "Events";
  std::vector<Vector> columns;
  const auto add = [&](Type type, auto&& value) {
    schema.columns.push_back({"Column" + std::to_string(columns.size()), type, "", ""});
    ColumnBuilder builder(type);
    for (std::size_t i = 0; i < rows; ++i) builder.append(value(i));
    columns.push_back(builder.finish());
  };
  add(Type::datetime, [](std::size_t i) { return Value::datetime(static_cast<std::int64_t>(638'000'000'000'000'000 + i * 10'000'000)); });
  add(Type::long_, [](std::size_t i) { return i % 9 == 0 ? Value(Type::long_) : Value::long_(static_cast<std::int64_t>(i * i * 7919)); });
  add(Type::int_, [](std::size_t i) { return Value::int_(static_cast<std::int64_t>(i % 3)); });
  add(Type::boolean, [](std::size_t i) { return Value::boolean(i % 2 == 0); });
  add(Type::real, [](std::size_t i) { return Value::real(static_cast<double>(i) / 3); });
  add(Type::string, [](std::size_t i) { return Value::string("user-" + std::to_string(i % 17)); });
  add(Type::string, [](std::size_t i) { return Value::string("text " + std::to_string(i * 2654435761u) + " of its own"); });
  add(Type::string, [](std::size_t i) {
    char id[40];
    std::snprintf(id, sizeof(id), "%08x-1111-2222-3333-%012x", unsigned(i * 40503), unsigned(i));
    return Value::string(id);
  });
  add(Type::dynamic, [](std::size_t i) { return value_from_text(Type::dynamic, R"({"a":)" + std::to_string(i) + R"(,"b":{"c":"x)" + std::to_string(i % 5) + R"("},"d":[1,2]})"); });
  add(Type::string, [](std::size_t) { return Value::string("always"); });
  return write_segment(schema, columns);
}

std::string sound_log() {
  static constexpr std::string_view magic = "KELLOG01";
  std::string bytes(magic);
  ByteWriter out(bytes);
  out.number(std::uint64_t{1});
  out.number(checksum(bytes));
  const std::string segment = sound_segment(20);
  for (std::uint64_t sequence = 1; sequence <= 3; ++sequence) {
    Change change;
    change.added.push_back({sequence, "Events", 20, 1000, 1, 2, 3, 4});
    if (sequence > 2) change.removed.push_back(1);
    change.sources.push_back({"/a/file", 10, 20, 0, 100 * sequence});
    if (sequence > 1) change.batches.push_back(segment);
    const std::string payload = encode_change(change);
    std::string head;
    ByteWriter record(head);
    record.number(std::uint32_t{0x4352'4c4bu});
    record.number(sequence);
    record.number(static_cast<std::uint64_t>(payload.size()));
    record.number(checksum(payload));
    record.number(checksum(head) ^ 1);
    bytes += head + payload;
  }
  return bytes;
}

void make_segment_right(std::string& bytes) {
  const std::size_t directory_size = number_at<std::uint32_t>(bytes, 16);
  if (directory_size > bytes.size() || bytes.size() < 28 || bytes.size() - 28 < directory_size) return;
  std::size_t at = 28;
  std::size_t data = 28 + directory_size;
  at += 8 + number_at<std::uint64_t>(bytes, at);
  const auto columns = number_at<std::uint32_t>(bytes, at + 4);
  at += 8;
  for (std::uint32_t i = 0; i < columns && at < 28 + directory_size; ++i) {
    const auto name = number_at<std::uint64_t>(bytes, at);
    if (name > directory_size) break;
    at += 8 + name + 1;
    const auto length = number_at<std::uint64_t>(bytes, at);
    if (data > bytes.size() || length > bytes.size() - data) break;
    put_at(bytes, at + 8, checksum(std::string_view(bytes).substr(data, length)));
    at += 16;
    data += length;
  }
  put_at(bytes, 8, static_cast<std::uint64_t>(bytes.size()));
  put_at(bytes, 20, checksum(bytes.substr(0, 20) + bytes.substr(28, directory_size)));
}

void make_log_right(std::string& bytes) {
  const auto number = number_at<std::uint64_t>(bytes, 8);
  put_at(bytes, 16, checksum(std::string_view(bytes).substr(0, 16)));
  for (std::size_t at = 24; at + 36 <= bytes.size();) {
    const auto length = number_at<std::uint64_t>(bytes, at + 12);
    if (length > bytes.size() - at - 36) return;
    put_at(bytes, at + 20, checksum(std::string_view(bytes).substr(at + 36, length)));
    put_at(bytes, at + 28, checksum(std::string_view(bytes).substr(at, 28)) ^ number);
    at += 36 + length;
  }
}

std::string changed(std::string bytes, const std::uint8_t* data, std::size_t size) {
  for (; size >= 3; data += 3, size -= 3) bytes[(std::size_t{data[0]} << 8 | data[1]) % bytes.size()] = static_cast<char>(data[2]);
  if (size == 2) bytes.resize((std::size_t{data[0]} << 8 | data[1]) % bytes.size());
  return bytes;
}

void read_segment(const std::string& bytes) {
  try {
    const SegmentImage image(bytes, "segment");
    for (const SegmentImage::Column& column : image.columns()) {
      if (image.rows() == 0 || image.rows() > 1'000'000) break;
      try {
        const auto opened = open_column(column.type, image.rows(), column.bytes);
        const Vector rows = opened->read(image.rows() / 3, image.rows() - image.rows() / 3);
        for (std::size_t i = 0; i < rows.size() && i < 50; ++i) static_cast<void>(to_text(rows.value_at(i)));
        const std::vector<std::string> path{"b", "c"};
        static_cast<void>(opened->read_path(path, 0, std::min<std::size_t>(image.rows(), 10)));
        opened->verify();
      } catch (const DamagedData&) {
      }
    }
  } catch (const DamagedData&) {
  } catch (const StoreError&) {
  }
}

void read_log_file(const std::string& bytes) {
  State state;
  try {
    read_log(bytes, "log", [&](const Change& change, std::uint64_t sequence) { state.apply(change, sequence, nullptr); });
  } catch (const DamagedData&) {
  } catch (const StoreError&) {
  }
  for (const LogBatch& batch : state.batches) read_segment(std::string(batch.bytes));
  static_cast<void>(encode_change(state.checkpoint()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string segment = sound_segment(200);
  static const std::string log = sound_log();
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::string bytes = data[0] % 4 < 2 ? changed(data[0] % 2 == 0 ? segment : log, data + 1, size - 1) : std::string(rest);
  if (data[0] % 2 == 0) {
    make_segment_right(bytes);
    read_segment(bytes);
  } else {
    make_log_right(bytes);
    read_log_file(bytes);
  }
  return 0;
}
