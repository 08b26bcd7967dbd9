#include "tables/readers/unknown_fields.hpp"

#include "tables/dynamic.hpp"
#include "tables/readers/json_scan.hpp"

namespace kelpie::tables::readers {

namespace {

void append(std::string& bag, std::string_view path, std::string_view key, std::string_view value) {
  bag += bag.empty() ? "{\"" : ",\"";
  bag.append(path).append(key).append("\":").append(value);
}

}  // namespace

void UnknownFields::put(ColumnFiller& column, std::uint32_t row) {
  bag_.clear();
  std::size_t kept = 0;
  std::size_t bytes = 0;
  for (const Field& field : fields_) {
    if (kept == max_fields || bytes + field.value.size() > max_bytes) {
      column.note_unreadable(1, field.value);
      continue;
    }
    ++kept;
    bytes += field.value.size();
    append(bag_, field.path, field.key, field.value);
  }
  if (kept == 0) return;
  bag_ += '}';
  const std::size_t size = bag_.size();
  bag_.append(scan_padding, '\n');
  if (column.put_repeated(row, bag_.data(), bag_.data() + size) != nullptr) return;
  if (column.put_container(row, {bag_.data(), size})) return;
  // Some value is no JSON; the others are.
  std::string sound;
  for (const Field& field : fields_) {
    if (sound.size() + field.value.size() > max_bytes) continue;
    std::string alone = "[";
    alone.append(field.value) += ']';
    if (parse_json(alone)) {
      append(sound, field.path, field.key, field.value);
    } else {
      column.note_unreadable(1, field.value);
    }
  }
  if (sound.empty()) return;
  sound += '}';
  if (!column.put_container(row, sound)) column.note_unreadable(1, sound);
}

}  // namespace kelpie::tables::readers
