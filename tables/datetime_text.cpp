#include <array>
#include <cstring>

#include "tables/detail/datetime_forms.hpp"
#include "tables/number_text.hpp"
#include "tables/text.hpp"

namespace kelpie::tables {

namespace {

constexpr bool is_leap(unsigned year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/// Days from 0001-01-01 to a year's first, doubled, plus one when it is a leap year. Logs stay within a few of its
/// lines.
constexpr std::array<std::uint32_t, 10000> year_starts = [] {
  std::array<std::uint32_t, 10000> table{};
  std::uint32_t days = 0;
  for (unsigned year = 1; year < table.size(); ++year) {
    table[year] = days * 2 + (is_leap(year) ? 1 : 0);
    days += is_leap(year) ? 366 : 365;
  }
  return table;
}();

/// First day of a month within its year, and of the month after it. By leap year, then month.
constexpr std::array<std::array<std::uint16_t, 14>, 2> month_starts = {
    {{0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
     {0, 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366}}};

constexpr std::array<char, 200> two_digits = [] {
  std::array<char, 200> table{};
  for (std::size_t i = 0; i < 100; ++i) {
    table[2 * i] = static_cast<char>('0' + i / 10);
    table[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return table;
}();

char* put_two(unsigned value, char* out) {
  std::memcpy(out, &two_digits[std::size_t{2} * value], 2);
  return out + 2;
}

/// What the functions in here give instead of ticks when there are none: quicker to hand on than an optional.
constexpr std::int64_t nothing = -1;

[[gnu::always_inline]] inline std::int64_t ticks_from(unsigned year, unsigned month, unsigned day, unsigned hour,
                                                      unsigned minute, unsigned second, unsigned fraction) {
  // Each member is unsigned, so that one comparison refuses what is below and what is above.
  if (year - 1 > 9998 || month - 1 > 11) return nothing;
  const std::uint32_t start = year_starts[year];
  const auto& months = month_starts[start & 1];
  const unsigned day_of_year = months[month] + day - 1;
  const bool day_exists = day - 1 < 31 && day_of_year < months[month + 1];
  if (!day_exists || hour > 23 || minute > 59 || second > 59 || fraction > 9'999'999) return nothing;
  const unsigned of_day = hour * 3600 + minute * 60 + second;
  return (std::int64_t{start / 2 + day_of_year} * 86400 + of_day) * ticks_per_second + fraction;
}

std::uint64_t load_eight(const char* from) {
  std::uint64_t word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// Eight characters that must be digits where the pattern has '0', and the pattern's character elsewhere. After read(),
/// pair(i) is the number of the two digits at i. Little endian: the first character is the lowest byte.
class DigitWord {
 public:
  constexpr DigitWord(const char (&pattern)[9]) {
    for (int i = 0; i < 8; ++i) {
      const auto byte = static_cast<std::uint64_t>(static_cast<unsigned char>(pattern[i]));
      pattern_ |= byte << 8 * i;
      // Added to the difference from the pattern, it sets the high bit where a digit is above 9 or another character
      // differs.
      limits_ |= std::uint64_t{pattern[i] == '0' ? 0x76u : 0x7fu} << 8 * i;
    }
  }
  /// The differences, whose high bits are set where something does not fit.
  [[nodiscard]] std::uint64_t read(std::uint64_t word) const { return word ^ pattern_; }
  [[nodiscard]] std::uint64_t faults(std::uint64_t digits) const {
    return ((digits + limits_) | digits) & 0x8080808080808080;
  }

 private:
  std::uint64_t pattern_ = 0;
  std::uint64_t limits_ = 0;
};

std::uint64_t pairs_of(std::uint64_t digits) { return digits * 10 + (digits >> 8); }
unsigned pair(std::uint64_t pairs, int at) { return static_cast<unsigned>(pairs >> 8 * at & 0xff); }

constexpr DigitWord date_word("0000-00-");
constexpr DigitWord time_word("00T00:00");
constexpr DigitWord second_word(":00.0000");
constexpr DigitWord fraction_word("0000000Z");

/// YYYY-MM-DDThh:mm:ss with a fraction of any length or none, and Z; at least 20 characters.
std::int64_t parse_iso(std::string_view text) {
  const std::uint64_t date = date_word.read(load_eight(text.data()));
  // A blank, T or t between date and time.
  std::uint64_t time_text = load_eight(text.data() + 8);
  const char between = text[10];
  if (between != 'T' && between != ' ' && between != 't') return nothing;
  time_text ^= (static_cast<std::uint64_t>(static_cast<unsigned char>(between)) ^ 'T') << 16;
  const std::uint64_t time = time_word.read(time_text);
  const std::uint64_t date_pairs = pairs_of(date);
  const std::uint64_t time_pairs = pairs_of(time);
  const unsigned year = pair(date_pairs, 0) * 100 + pair(date_pairs, 2);
  std::uint64_t faults = date_word.faults(date) | time_word.faults(time);
  if (text.size() == 28) {
    const std::uint64_t second = second_word.read(load_eight(text.data() + 16));
    const std::uint64_t rest = fraction_word.read(load_eight(text.data() + 20));
    faults |= second_word.faults(second) | fraction_word.faults(rest);
    if (faults != 0) return nothing;
    const std::uint64_t fraction_pairs = pairs_of(rest);
    const unsigned fraction = pair(fraction_pairs, 0) * 100000 + pair(fraction_pairs, 2) * 1000 +
                              pair(fraction_pairs, 4) * 10 + static_cast<unsigned>(rest >> 48 & 0xff);
    return ticks_from(year, pair(date_pairs, 5), pair(time_pairs, 0), pair(time_pairs, 3), pair(time_pairs, 6),
                      pair(pairs_of(second), 1), fraction);
  }
  if (faults != 0 || text[16] != ':' || !is_digit(text[17]) || !is_digit(text[18])) return nothing;
  const auto second = static_cast<unsigned>((text[17] - '0') * 10 + (text[18] - '0'));
  unsigned fraction = 0;
  std::size_t at = 19;
  if (text[at] == '.') {
    unsigned place = 1'000'000;
    for (++at; at < text.size() && is_digit(text[at]); ++at) {
      fraction += static_cast<unsigned>(text[at] - '0') * place;
      place /= 10;
    }
    if (at == 20) return nothing;
  }
  if (at + 1 != text.size() || text[at] != 'Z') return nothing;
  return ticks_from(year, pair(date_pairs, 5), pair(time_pairs, 0), pair(time_pairs, 3), pair(time_pairs, 6), second,
                    fraction);
}

}  // namespace

std::optional<std::int64_t> parse_datetime(std::string_view text) {
  if (text.size() >= 20) {
    if (const std::int64_t ticks = parse_iso(text); ticks != nothing) return ticks;
  }
  return parse_datetime_forms(text);
}

CivilTime civil_of(std::int64_t ticks) {
  CivilTime time;
  const auto days =
      static_cast<std::uint32_t>(static_cast<std::uint64_t>(ticks) / static_cast<std::uint64_t>(ticks_per_day));
  std::uint64_t rest = static_cast<std::uint64_t>(ticks) % static_cast<std::uint64_t>(ticks_per_day);
  time.fraction = static_cast<std::int32_t>(rest % static_cast<std::uint64_t>(ticks_per_second));
  auto seconds = static_cast<std::uint32_t>(rest / static_cast<std::uint64_t>(ticks_per_second));
  time.hour = static_cast<int>(seconds / 3600);
  seconds %= 3600;
  time.minute = static_cast<int>(seconds / 60);
  time.second = static_cast<int>(seconds % 60);
  // Years that begin in March put the leap day last (C. Neri and L. Schneider, "Euclidean affine functions and their
  // application to calendar algorithms"); day 0 of that calendar is 0000-03-01, 306 days before 0001-01-01.
  const std::uint32_t shifted = 4 * (days + 306) + 3;
  const std::uint32_t century = shifted / 146097;
  const std::uint32_t in_century = shifted % 146097 | 3;
  const std::uint64_t product = std::uint64_t{2939745} * in_century;
  const auto year_of_century = static_cast<std::uint32_t>(product >> 32);
  const std::uint32_t day_of_year = static_cast<std::uint32_t>(product & 0xffffffff) / 2939745 / 4;
  const std::uint32_t month_and_day = 2141 * day_of_year + 197913;
  const bool next_year = day_of_year >= 306;
  time.year = static_cast<int>(100 * century + year_of_century + (next_year ? 1 : 0));
  time.month = static_cast<int>((month_and_day >> 16) - (next_year ? 12 : 0));
  time.day = static_cast<int>((month_and_day & 0xffff) / 2141 + 1);
  return time;
}

std::optional<std::int64_t> ticks_of(const CivilTime& time) {
  const auto member = [](int value) { return static_cast<unsigned>(value); };
  const std::int64_t ticks = ticks_from(member(time.year), member(time.month), member(time.day), member(time.hour),
                                        member(time.minute), member(time.second), member(time.fraction));
  return ticks == nothing ? std::nullopt : std::optional(ticks);
}

int weekday_of(std::int64_t ticks) { return static_cast<int>(ticks / ticks_per_day % 7); }

char* write_datetime(std::int64_t ticks, char* out) {
  const CivilTime time = civil_of(ticks);
  const auto year = static_cast<unsigned>(time.year);
  out = put_two(year / 100, out);
  out = put_two(year % 100, out);
  *out++ = '-';
  out = put_two(static_cast<unsigned>(time.month), out);
  *out++ = '-';
  out = put_two(static_cast<unsigned>(time.day), out);
  *out++ = 'T';
  out = put_two(static_cast<unsigned>(time.hour), out);
  *out++ = ':';
  out = put_two(static_cast<unsigned>(time.minute), out);
  *out++ = ':';
  out = put_two(static_cast<unsigned>(time.second), out);
  *out++ = '.';
  const auto fraction = static_cast<unsigned>(time.fraction);
  out = put_two(fraction / 100'000, out);
  out = put_two(fraction / 1000 % 100, out);
  out = put_two(fraction / 10 % 100, out);
  *out++ = static_cast<char>('0' + fraction % 10);
  *out++ = 'Z';
  return out;
}

std::string datetime_text(std::int64_t ticks) {
  char buffer[28];
  write_datetime(ticks, buffer);
  return {buffer, sizeof buffer};
}

}  // namespace kelpie::tables
