#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::tables::readers {

/// The table of the sign-ins in a file that the Entra portal made for download, by the file's name: InteractiveSignIns,
/// NonInteractiveSignIns, ApplicationSignIns, MSISignIns with what follows. "" for any other name.
[[nodiscard]] std::string_view table_of_download(std::string_view file_name);

/// Sign-ins as the Entra portal gives them for download as CSV ("Download sign-in logs"): cells for people, from which
/// it makes the objects that Microsoft Graph has for the same sign-ins, nested values and all.
class PortalSheet {
 public:
  /// What a cell says.
  enum class Cell : std::uint8_t {
    text,
    number,
    boolean,
    word,     // "Not Applied" -> notApplied
    success,  // Success -> 0, anything else nothing
    city,     // of "City, State, CC"
    state,
    country,
  };

  /// Nothing when the header is of no such sheet. `table`: where its rows belong, when that is known; else the file's
  /// name in the hint (see Expectation) and the columns say it.
  [[nodiscard]] static std::optional<PortalSheet> recognise(std::span<const std::string> header, std::string_view hint,
                                                            std::string_view table);

  [[nodiscard]] const std::string& table() const { return table_; }
  /// The object of a row, as JSON; as many cells as the header has.
  void write(std::span<const std::string_view> cells, std::string& json) const;

 private:
  struct Source {
    std::size_t cell = 0;
    Cell says = Cell::text;
  };
  /// A value; the first source that says something gives it.
  struct Field {
    std::string key;
    std::vector<Source> sources;
    bool known = true;
  };
  struct Object {
    std::string key;  // "": the fields are the record's own
    std::vector<Field> fields;
  };
  void add(std::string_view path, Source source);

  std::string table_;
  std::vector<Object> objects_;
};

}  // namespace kelpie::tables::readers
