#include "tables/store/segment_image.hpp"

#include <limits>

#include "tables/store/bytes.hpp"
#include "tables/store/column_encoding.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::tables::store {

namespace {

constexpr std::string_view magic = "KELSEG01";
constexpr std::size_t head_bytes = 8 + 8 + 4;
constexpr std::size_t least_column_bytes = 8 + 1 + 8 + 8;

std::uint64_t head_checksum(std::string_view head, std::string_view directory) {
  std::string both(head);
  both += directory;
  return checksum(both);
}

}  // namespace

std::string write_segment(const TableSchema& schema, std::span<const Vector> columns) {
  std::string directory;
  std::string data;
  ByteWriter entry(directory);
  entry.text(schema.name);
  entry.number(static_cast<std::uint32_t>(columns.front().size()));
  entry.number(static_cast<std::uint32_t>(columns.size()));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::size_t begin = data.size();
    encode_column(columns[i], data);
    entry.text(schema.columns[i].name);
    entry.number(static_cast<std::uint8_t>(columns[i].type()));
    entry.number(static_cast<std::uint64_t>(data.size() - begin));
    entry.number(checksum(std::string_view(data).substr(begin)));
  }
  std::string bytes(magic);
  ByteWriter head(bytes);
  head.number(static_cast<std::uint64_t>(head_bytes + sizeof(std::uint64_t) + directory.size() + data.size()));
  head.number(static_cast<std::uint32_t>(directory.size()));
  head.number(head_checksum(bytes, directory));
  bytes.reserve(bytes.size() + directory.size() + data.size());
  bytes += directory;
  bytes += data;
  return bytes;
}

SegmentImage::SegmentImage(std::string_view bytes, std::string place) : place_(std::move(place)) {
  try {
    ByteReader reader(bytes);
    const std::string_view found = reader.take(magic.size());
    if (found.substr(0, 6) == magic.substr(0, 6) && found != magic)
      throw StoreError(place_ + ": was written in format " + std::string(found.substr(6)) + "; this Kelpie reads format " + std::string(magic.substr(6)));
    if (found != magic) throw DamagedData("it does not begin as a segment does");
    const auto size = reader.number<std::uint64_t>();
    const auto directory_size = reader.number<std::uint32_t>();
    const auto expected = reader.number<std::uint64_t>();
    const std::string_view directory = reader.take(directory_size);
    if (head_checksum(bytes.substr(0, head_bytes), directory) != expected) throw DamagedData("the checksum of its directory is wrong");
    if (size != bytes.size()) throw DamagedData("it has " + std::to_string(bytes.size()) + " bytes instead of " + std::to_string(size));
    ByteReader entries(directory);
    table_ = entries.text();
    rows_ = entries.number<std::uint32_t>();
    columns_.resize(entries.count(least_column_bytes));
    for (Column& column : columns_) {
      column.name = entries.text();
      const auto type = entries.number<std::uint8_t>();
      if (type > static_cast<std::uint8_t>(Type::dynamic)) throw DamagedData("column " + column.name + " has no type of this format");
      column.type = static_cast<Type>(type);
      column.bytes = reader.take(entries.number<std::uint64_t>());
      column.checksum = entries.number<std::uint64_t>();
    }
    if (reader.left() != 0 || entries.left() != 0) throw DamagedData("there are bytes behind its last column");
  } catch (const DamagedData& damage) {
    throw DamagedData(place_ + ": damaged: " + damage.what());
  }
}

void SegmentImage::check(std::size_t column) const {
  if (checksum(columns_[column].bytes) != columns_[column].checksum)
    throw DamagedData(place_ + ": damaged: the checksum of column " + columns_[column].name + " is wrong");
}

void SegmentImage::verify() const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    check(i);
    try {
      open_column(columns_[i].type, rows_, columns_[i].bytes)->verify();
    } catch (const DamagedData& damage) {
      throw DamagedData(place_ + ": damaged: column " + columns_[i].name + ": " + damage.what());
    }
  }
}

}  // namespace kelpie::tables::store
