#include "rules/payloads/fit.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "rules/text_template.hpp"

namespace kelpie::rules {

namespace {

/// How much of an alert is kept.
struct Room {
  std::size_t description;  // bytes
  std::size_t text;         // bytes of every other text
  std::size_t entities;
  std::size_t details;  // custom details, and as many properties
  std::size_t values;   // of one detail; tactics, techniques
  std::size_t rows;
  std::size_t row_bytes;  // a longer row is left out
};

constexpr std::array<Room, 9> rooms{{
    {32768, 8192, 500, 50, 50, 10, 65536},
    {16384, 4096, 200, 50, 20, 3, 16384},
    {5120, 1024, 100, 20, 20, 0, 0},
    {1024, 256, 20, 20, 10, 0, 0},
    {256, 128, 10, 5, 5, 0, 0},
    {128, 64, 4, 2, 3, 0, 0},
    {64, 48, 2, 0, 2, 0, 0},
    {0, 32, 0, 0, 0, 0, 0},
    {0, 8, 0, 0, 0, 0, 0},
}};

void cut(std::string& text, std::size_t most_bytes) { text = cut_marked(text, most_bytes); }

template <typename T>
void keep_first(std::vector<T>& list, std::size_t most) {
  if (list.size() > most) list.erase(list.begin() + static_cast<std::ptrdiff_t>(most), list.end());
}

void cut(std::vector<std::string>& texts, const Room& room) {
  keep_first(texts, room.values);
  for (std::string& text : texts) cut(text, room.text);
}

void cut(std::vector<AlertDetail>& details, const Room& room) {
  keep_first(details, room.details);
  for (AlertDetail& detail : details) {
    cut(detail.name, room.text);
    cut(detail.values, room);
  }
}

void cut(Alert& alert, const Room& room) {
  std::erase_if(alert.rows, [&](const std::string& row) { return row.size() > room.row_bytes; });
  keep_first(alert.rows, room.rows);
  keep_first(alert.entities, room.entities);
  for (AlertEntity& entity : alert.entities) {
    cut(entity.type, room.text);
    keep_first(entity.identifiers, 20);
    for (auto& [identifier, value] : entity.identifiers) {
      cut(identifier, room.text);
      cut(value, room.text);
    }
  }
  cut(alert.custom_details, room);
  cut(alert.properties, room);
  cut(alert.tactics, room);
  cut(alert.techniques, room);
  // What deliveries are known by stays whole, unless it is none of ours.
  const bool plain =
      std::all_of(alert.id.begin(), alert.id.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
  cut(alert.id, plain ? 64 : std::min<std::size_t>(room.text, 64));
  for (std::string* text : {&alert.rule_id, &alert.rule_version, &alert.incident_id})
    cut(*text, std::min<std::size_t>(room.text, 64));
  for (std::string* text : {&alert.rule_name, &alert.title}) cut(*text, room.text);
  cut(alert.description, room.description);
}

/// Bytes of the alert's texts: writing an alert that is far too long only to see that it is would cost its memory
/// again.
std::size_t text_bytes(const Alert& alert) {
  std::size_t bytes = alert.description.size() + alert.title.size();
  for (const std::string& row : alert.rows) bytes += row.size();
  for (const AlertEntity& entity : alert.entities) {
    for (const auto& [identifier, value] : entity.identifiers) bytes += value.size();
  }
  for (const AlertDetail& detail : alert.custom_details) {
    for (const std::string& value : detail.values) bytes += value.size();
  }
  return bytes;
}

}  // namespace

std::string cut_marked(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return std::string(text);
  if (most_bytes < cut_mark.size()) return {};
  return cut_text(text, most_bytes - cut_mark.size()) + std::string(cut_mark);
}

std::string fit(const Alert& alert, std::size_t most_bytes, const std::function<std::string(const Alert&)>& write) {
  if (text_bytes(alert) <= most_bytes) {
    std::string text = write(alert);
    if (text.size() <= most_bytes) return text;
  }
  Alert smaller = alert;
  for (const Room& room : rooms) {
    cut(smaller, room);
    std::string text = write(smaller);
    if (text.size() <= most_bytes) return text;
  }
  throw std::logic_error("an alert without its contents does not fit into " + std::to_string(most_bytes) + " bytes");
}

}  // namespace kelpie::rules
