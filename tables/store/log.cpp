#include "tables/store/log.hpp"

#include <algorithm>
#include <charconv>

#include "tables/store/bytes.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::tables::store {

namespace {

constexpr std::string_view magic = "KELLOG01";
constexpr std::size_t file_head_bytes = 8 + 8 + 8;
constexpr std::uint32_t record_magic = 0x4352'4c4bu;
constexpr std::size_t record_head_bytes = 4 + 8 + 8 + 8 + 8;
constexpr std::string_view extension = ".log";

std::string file_head(std::uint64_t number) {
  std::string bytes(magic);
  ByteWriter out(bytes);
  out.number(number);
  out.number(checksum(bytes));
  return bytes;
}

void add_record(std::string& bytes, std::uint64_t number, std::uint64_t sequence, std::string_view payload) {
  std::string head;
  ByteWriter out(head);
  out.number(record_magic);
  out.number(sequence);
  out.number(static_cast<std::uint64_t>(payload.size()));
  out.number(checksum(payload));
  // A record counts only in the file that it was written to.
  out.number(checksum(head) ^ number);
  bytes += head;
  bytes += payload;
}

}  // namespace

std::string log_name(std::uint64_t number) {
  std::string digits = std::to_string(number);
  digits.insert(0, digits.size() < 10 ? 10 - digits.size() : 0, '0');
  return digits.append(extension);
}

std::uint64_t log_number(std::string_view name) {
  if (!name.ends_with(extension)) return 0;
  name.remove_suffix(extension.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? number : 0;
}

LogEnd read_log(std::string_view bytes, const std::string& place, const std::function<void(const Change&, std::uint64_t)>& record) {
  const auto damaged = [&](std::uint64_t at, const std::string& what) {
    return DamagedData(place + ": damaged at byte " + std::to_string(at) + ": " + what);
  };
  if (bytes.size() >= magic.size() && bytes.starts_with(magic.substr(0, 6)) && !bytes.starts_with(magic))
    throw StoreError(place + ": the store was written in format " + std::string(bytes.substr(6, 2)) + "; this Kelpie reads and writes format " +
                     std::string(magic.substr(6)));
  if (bytes.size() < file_head_bytes || !bytes.starts_with(magic)) throw damaged(0, "it does not begin as a log does");
  LogEnd end;
  {
    ByteReader head(bytes.substr(magic.size()));
    end.number = head.number<std::uint64_t>();
    if (head.number<std::uint64_t>() != checksum(bytes.substr(0, magic.size() + 8))) throw damaged(0, "the checksum of its head is wrong");
  }
  end.bytes = file_head_bytes;
  bool first = true;
  while (bytes.size() - end.bytes >= record_head_bytes) {
    const std::string_view head = bytes.substr(end.bytes, record_head_bytes);
    ByteReader in(head);
    const auto found_magic = in.number<std::uint32_t>();
    const auto sequence = in.number<std::uint64_t>();
    const auto length = in.number<std::uint64_t>();
    const auto payload_checksum = in.number<std::uint64_t>();
    const auto head_checksum = in.number<std::uint64_t>() ^ end.number;
    if (found_magic != record_magic || head_checksum != checksum(head.substr(0, record_head_bytes - 8))) {
      // A file that was made longer before its bytes reached the disk (loss of power) ends in zeros.
      if (std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(end.bytes), bytes.end(), [](char c) { return c == 0; })) break;
      throw damaged(end.bytes, "the head of a record is not what was written");
    }
    if (!first && sequence != end.sequence) throw damaged(end.bytes, "record " + std::to_string(sequence) + " stands where " + std::to_string(end.sequence) + " belongs");
    if (length > bytes.size() - end.bytes - record_head_bytes) break;
    const std::string_view payload = bytes.substr(end.bytes + record_head_bytes, length);
    if (checksum(payload) != payload_checksum) throw damaged(end.bytes, "the checksum of a record is wrong");
    try {
      record(decode_change(payload), sequence);
    } catch (const DamagedData& damage) {
      throw damaged(end.bytes, damage.what());
    }
    end.bytes += record_head_bytes + length;
    end.sequence = sequence + 1;
    first = false;
  }
  if (first) throw damaged(end.bytes, "its first record is missing");
  end.torn = end.bytes != bytes.size();
  return end;
}

std::unique_ptr<LogWriter> LogWriter::create(const Files& files, const std::string& folder, std::uint64_t number, std::uint64_t sequence, const Change& state) {
  const std::string path = folder + "/" + log_name(number);
  const std::string unfinished = path + ".new";
  auto file = files.create(unfinished);
  std::string bytes = file_head(number);
  add_record(bytes, number, sequence, encode_change(state));
  files.write(*file, bytes);
  files.sync(*file);
  files.rename(unfinished, path);
  files.sync_folder(folder);
  return std::unique_ptr<LogWriter>(new LogWriter(files, files.append_to(path), number, bytes.size(), sequence + 1));
}

std::unique_ptr<LogWriter> LogWriter::resume(const Files& files, const std::string& folder, const LogEnd& end) {
  const std::string path = folder + "/" + log_name(end.number);
  if (end.torn) files.truncate(path, end.bytes);
  auto file = files.append_to(path);
  // What the last writer wrote and never saw on the disk counts from now on.
  files.sync(*file);
  return std::unique_ptr<LogWriter>(new LogWriter(files, std::move(file), end.number, end.bytes, end.sequence));
}

std::uint64_t LogWriter::add(std::span<const std::string> changes) {
  std::string bytes;
  const std::uint64_t first = sequence_;
  std::uint64_t sequence = sequence_;
  for (const std::string& change : changes) add_record(bytes, number_, sequence++, change);
  files_.write(*file_, bytes);
  files_.sync(*file_);
  bytes_ += bytes.size();
  sequence_ = sequence;
  return first;
}

}  // namespace kelpie::tables::store
