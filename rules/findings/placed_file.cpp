#include "rules/findings/placed_file.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace kelpie::rules {

PlacedFile::PlacedFile(const SourceFile& source) : source_(source), lines_(source.text), yaml_(source.text) {}

PlacedFile::PlacedQuery* PlacedFile::query_at(parser::Span span) {
  const YamlPlace* place = yaml_.around(span);
  if (place == nullptr || place->path != "query" || place->text.empty() || span.begin < place->value.begin)
    return nullptr;
  const auto [at, added] = queries_.try_emplace(place->document);
  if (added) at->second = {place, parser::parse(place->text).query, std::make_unique<LineIndex>(place->text)};
  return &at->second;
}

parser::Span PlacedFile::in_query(const PlacedQuery& query, parser::Span span) {
  const auto& offsets = query.place->offsets;
  const auto text_offset = [&](std::uint32_t offset) {
    return static_cast<std::uint32_t>(std::min<std::size_t>(
        std::lower_bound(offsets.begin(), offsets.end(), offset) - offsets.begin(), offsets.size() - 1));
  };
  const std::uint32_t begin = text_offset(span.begin);
  return {begin, std::max(begin, text_offset(span.end))};
}

void PlacedFile::add_query_places(PlacedQuery& query, parser::Span span, std::vector<Place>& places) const {
  const parser::Span inside = in_query(query, span);
  const auto add = [&](PlaceKind kind, std::string_view name, parser::Span part, bool with_text) {
    const parser::Span in_file = place_of(part, query.place->offsets);
    Place place{
        kind, std::string(name), in_file, lines_.position(in_file.begin), {}, query.lines->position(part.begin)};
    if (with_text)
      place.text = on_one_line(std::string_view(query.place->text).substr(part.begin, part.end - part.begin));
    places.push_back(std::move(place));
  };
  add(PlaceKind::query, "query", {0, static_cast<std::uint32_t>(query.place->text.size())}, false);
  places.back().in_query = query.lines->position(inside.begin);
  const QueryPlaces found = query_places(query.query, inside);
  if (!found.stage.span.empty()) add(PlaceKind::stage, found.stage.kind, found.stage.span, true);
  const bool within = found.stage.span.empty() || (found.stage.span.begin <= found.expression.span.begin &&
                                                   found.expression.span.end <= found.stage.span.end);
  if (!found.expression.span.empty() && within)
    add(PlaceKind::expression, found.expression.kind, found.expression.span, true);
}

Place PlacedFile::file_place() const {
  return {PlaceKind::file, source_.path, {0, static_cast<std::uint32_t>(source_.text.size())}, {}, {}, {}};
}

std::vector<Place> PlacedFile::places(parser::Span span) {
  std::vector<Place> places{file_place()};
  const YamlPlace* place = yaml_.around(span);
  if (place == nullptr) return places;
  std::string path = place->path;
  if (yaml_.documents() > 1)
    path = fmt::format("documents[{}]{}{}", place->document, path.empty() || path.starts_with('[') ? "" : ".", path);
  if (!path.empty()) {
    const parser::Span whole = place->key.empty() ? place->value : parser::cover(place->key, place->value);
    places.push_back({PlaceKind::key, std::move(path), whole, lines_.position(whole.begin), {}, {}});
  }
  if (PlacedQuery* query = query_at(span)) add_query_places(*query, span, places);
  return places;
}

std::string_view PlacedFile::rule_text(parser::Span span, std::string_view key) const {
  const YamlPlace* around = yaml_.around(span);
  const YamlPlace* value = yaml_.find(around == nullptr ? 0 : around->document, key);
  return value == nullptr ? std::string_view() : std::string_view(value->text);
}

bool PlacedFile::may_begin_query_comment(std::uint32_t offset) {
  PlacedQuery* query = query_at({offset, offset + 1});
  if (query == nullptr || offset < query->place->offsets.front()) return false;
  return query_places(query->query, in_query(*query, {offset, offset + 1})).expression.kind != "literal";
}

}  // namespace kelpie::rules
