#include "executor/functions/geo/detail/wkt.hpp"

#include <array>
#include <charconv>

#include "executor/functions/geo/detail/geojson.hpp"
#include "executor/functions/geo/detail/sphere.hpp"

namespace kelpie::executor::geo {

using tables::DynamicBuilder;

namespace {

constexpr int max_depth = 32;

struct Kind {
  std::string_view word;
  std::string_view name;
  int brackets;       // around a position: 0 for POINT, whose own do not count
  int least = 1;      // positions in the innermost brackets
  bool ring = false;  // the last position is the first one
};
constexpr std::array<Kind, 6> kinds{{{"POINT", "Point", 0},
                                     {"LINESTRING", "LineString", 1, 2},
                                     {"POLYGON", "Polygon", 2, 4, true},
                                     {"MULTIPOINT", "MultiPoint", 1},
                                     {"MULTILINESTRING", "MultiLineString", 2, 2},
                                     {"MULTIPOLYGON", "MultiPolygon", 3, 4, true}}};

class Reader {
 public:
  Reader(std::string_view text, DynamicBuilder& out) : rest_(text), out_(out) {}

  bool whole() { return shape(0) && (skip_blanks(), rest_.empty()); }

 private:
  struct Place {
    double longitude = 0;
    double latitude = 0;
    bool operator==(const Place&) const = default;
  };

  void skip_blanks() {
    const std::size_t next = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(next == std::string_view::npos ? rest_.size() : next);
  }
  bool take(char wanted) {
    skip_blanks();
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// A word in upper case.
  std::string word() {
    skip_blanks();
    std::string letters;
    while (!rest_.empty() && ((rest_.front() | 0x20) >= 'a' && (rest_.front() | 0x20) <= 'z')) {
      letters.push_back(static_cast<char>(rest_.front() & ~0x20));
      rest_.remove_prefix(1);
    }
    return letters;
  }
  bool number(double& value) {
    skip_blanks();
    if (rest_.starts_with('+')) rest_.remove_prefix(1);
    const auto [end, code] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (code != std::errc()) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }

  bool shape(int depth) {
    const std::string named = word();
    if (named == "GEOMETRYCOLLECTION") return depth < max_depth && collection(depth);
    for (const Kind& kind : kinds) {
      if (kind.word != named) continue;
      begin(kind.name, "coordinates");
      Place place;
      const bool read = kind.brackets == 0 ? take('(') && position(place) && take(')') : list(kind, kind.brackets);
      out_.end_bag();
      return read;
    }
    return false;
  }
  void begin(std::string_view name, std::string_view content) {
    out_.begin_bag();
    out_.key("type");
    out_.string(name);
    out_.key(content);
  }
  bool collection(int depth) {
    begin("GeometryCollection", "geometries");
    out_.begin_array();
    bool read = take('(');
    while (read) {
      read = shape(depth + 1);
      if (read && !take(',')) {
        read = take(')');
        break;
      }
    }
    out_.end_array();
    out_.end_bag();
    return read;
  }
  bool position(Place& place) {
    if (!number(place.longitude) || !number(place.latitude) || !is_position(place.longitude, place.latitude))
      return false;
    write_position(out_, place.longitude, place.latitude);
    return true;
  }
  /// Brackets in brackets, at most three deep.
  bool list(const Kind& kind, int brackets) {
    if (!take('(')) return false;
    out_.begin_array();
    const bool read = brackets > 1 ? lists(kind, brackets - 1) : positions(kind);
    out_.end_array();
    return read && take(')');
  }
  bool lists(const Kind& kind, int brackets) {
    do {
      if (!list(kind, brackets)) return false;
    } while (take(','));
    return true;
  }
  bool positions(const Kind& kind) {
    Place first;
    Place last;
    int count = 0;
    do {
      const bool bracketed = kind.word == "MULTIPOINT" && take('(');  // both spellings are in use
      if (!position(last) || (bracketed && !take(')'))) return false;
      if (count++ == 0) first = last;
    } while (take(','));
    return count >= kind.least && (!kind.ring || first == last);
  }

  std::string_view rest_;
  DynamicBuilder& out_;
};

}  // namespace

bool wkt_to_geojson(std::string_view text, DynamicBuilder& out) {
  DynamicBuilder shape;  // apart, since half a value may be written
  if (!Reader(text, shape).whole()) return false;
  out.value(tables::DynamicView(shape.bytes()));
  return true;
}

}  // namespace kelpie::executor::geo
