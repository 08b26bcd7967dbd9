#include "tables/external/external_format.hpp"

#include <array>
#include <cctype>
#include <string>
#include <utility>

#include "tables/readers/decompress.hpp"

namespace kelpie::tables {

namespace {

using Named = std::pair<std::string_view, ExternalFormat>;
constexpr std::array<Named, 11> names{{{"csv", ExternalFormat::csv},
                                       {"tsv", ExternalFormat::tsv},
                                       {"tsve", ExternalFormat::tsve},
                                       {"psv", ExternalFormat::psv},
                                       {"scsv", ExternalFormat::scsv},
                                       {"sohsv", ExternalFormat::sohsv},
                                       {"txt", ExternalFormat::txt},
                                       {"raw", ExternalFormat::raw},
                                       {"json", ExternalFormat::json},
                                       {"multijson", ExternalFormat::multijson},
                                       {"singlejson", ExternalFormat::multijson}}};
/// What else files of a format are called.
constexpr std::array<Named, 2> further_extensions{{{"jsonl", ExternalFormat::json}, {"ndjson", ExternalFormat::json}}};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

}  // namespace

std::optional<ExternalFormat> external_format(std::string_view name) {
  const std::string wanted = lower(name);
  for (const auto& [known, format] : names) {
    if (known == wanted) return format;
  }
  return std::nullopt;
}

ExternalFormat external_format_of_file(std::string_view address) {
  const std::string file = lower(address);
  const std::string_view plain = readers::without_compression(file);
  const std::size_t point = plain.find_last_of("./");
  const std::string_view extension =
      point == std::string_view::npos || plain[point] == '/' ? std::string_view() : plain.substr(point + 1);
  for (const auto& [known, format] : further_extensions) {
    if (known == extension) return format;
  }
  return external_format(extension).value_or(ExternalFormat::csv);
}

std::string_view external_format_names() { return "csv, tsv, tsve, psv, scsv, sohsv, txt, raw, json and multijson"; }

}  // namespace kelpie::tables
