// Field by field: every value of a raw event is in the column that the schema gives it, and no value is lost. The
// events are read a second time here, by other code (raw_event.hpp).
//
// Beside those of examples/events/logs, real events are checked where they lie beside the source tree. To see what
// became of a file's events: kelpie query --data FILE 'union withsource=Table *' --format json

#include <map>
#include <set>

#include <boost/test/unit_test.hpp>

#include "loaded.hpp"
#include "raw_event.hpp"
#include "tests/golden_files.hpp"

using namespace kelpie::tables;
using namespace kelpie::tests;

namespace {

const SchemaSet& schemas() {
  static const SchemaSet set = entra_schemas();
  return set;
}

Loaded load_one(const std::string& path) {
  const LoadSource source{path, {}};
  LoadOptions options;
  options.threads = 1;
  Loaded result;
  result.report = load(std::span(&source, 1), schemas(), result.catalog, options);
  return result;
}

/// The rows of a CSV file as events, keyed by the columns that the header names.
std::vector<RawEvent> rows_of_csv(std::string_view text, const TableSchema& schema) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    std::string& cell = rows.back().back();
    if (quoted && c == '"' && text.substr(i).starts_with("\"\""))
      cell += text[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && c == ',')
      rows.back().emplace_back();
    else if (!quoted && c == '\n')
      rows.push_back({""});
    else if (quoted || c != '\r')
      cell += c;
  }
  if (rows.back().size() == 1) rows.pop_back();
  for (std::string& name : rows.front()) {
    name = name.substr(0, name.find(" ["));
    const std::string plain = name.substr(0, name.rfind('_'));
    if (!schema.find(name) && schema.find(plain)) name = plain;
  }
  std::vector<RawEvent> events;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    RawEvent& event = events.emplace_back(RawEvent{RawForm::row, {}});
    for (std::size_t k = 0; k < rows[i].size(); ++k) {
      if (!rows[i][k].empty()) event.fields[rows.front()[k]] = rows[i][k];
    }
  }
  return events;
}

/// Why neither a column nor AdditionalFields keeps a value; "" when one has to. Besides these, a column with several
/// sources keeps the first that has a value.
std::string reason_to_drop(const Leaf& leaf, const std::string& table) {
  if (leaf.name() == "category" && leaf.value.is_string()) {
    const TableSchema* named = schemas().find_ignoring_case(leaf.value.get_string());
    if (named != nullptr && named->name == table) return "it names the table";
  }
  if (leaf.name().starts_with("properties.__UDI_RequiredFields_")) return "the service's own book-keeping";
  return {};
}

class FileCheck {
 public:
  explicit FileCheck(const std::filesystem::path& path) : path_(path), loaded_(load_one(path.string())) {}

  void run() {
    const std::string text = read_file(path_);
    if (path_.extension() == ".csv") {
      BOOST_REQUIRE(loaded_.report.rows.size() == 1u);
      const std::string table = loaded_.report.rows.begin()->first;
      for (const RawEvent& event : rows_of_csv(text, *schemas().find(table))) check(event, table);
    } else {
      for (const Json& document : documents_of(text)) {
        for (const RawEvent& event : events_in(document)) check(event, table_of(event));
      }
    }
    BOOST_TEST((rows_ == loaded_.report.rows), path_.filename() << ": other rows than the events in the file");
    for (const RejectedRecord& rejected : loaded_.report.first_rejected) {
      BOOST_TEST_MESSAGE(path_.filename().string() << ":" << rejected.line << ": refused: " << rejected.reason);
      BOOST_TEST(rejected.line > 0u);
      BOOST_TEST(!rejected.reason.empty());
    }
    for (const UnreadableValues& values : loaded_.report.unreadable) {
      BOOST_TEST_MESSAGE(path_.filename().string() << ": " << values.table << "." << values.column << ": "
                                                   << values.count << " unreadable, such as " << values.example);
    }
    for (const auto& [field, count] : passed_over_) {
      BOOST_TEST_MESSAGE(path_.filename().string()
                         << ": another source goes before: " << field << " (" << count << ")");
    }
    for (const auto& [field, count] : without_column_)
      BOOST_TEST_MESSAGE(path_.filename().string() << ": no column: " << field << " (" << count << ")");
  }
  [[nodiscard]] std::size_t values() const { return values_; }
  [[nodiscard]] std::size_t in_additional_fields() const { return additional_; }
  [[nodiscard]] const std::map<std::string, std::size_t>& without_column() const { return without_column_; }

 private:
  /// "" for an object that is refused.
  std::string table_of(const RawEvent& event) {
    const TemporaryFolder folder;
    const Loaded alone = load_one(folder.write(path_.stem().string() + ".json", boost::json::serialize(event.fields)));
    return alone.report.rows.size() == 1 ? alone.report.rows.begin()->first : "";
  }

  void check(RawEvent event, const std::string& table) {
    if (table.empty()) return;
    const std::size_t row = rows_[table]++;
    const TableSchema& schema = loaded_.catalog.find(table)->schema();
    if (schemas().find(table) == nullptr) event.form = RawForm::row;
    std::set<std::string> claimed;
    for (const ColumnSchema& column : schema.columns) {
      if (column.hidden) continue;
      const std::string cell = loaded_.cell(table, column.name, row);
      const auto place = [&] {
        return path_.filename().string() + ": " + table + "." + column.name + " of row " + std::to_string(row + 1);
      };
      const Expected expected = expected_in(column, event);
      if (!expected.value) {
        if (expected.constant)
          BOOST_TEST(cell == *expected.constant, place() << " is " << cell);
        else if (event.form != RawForm::row && column.name != "TimeGenerated" && column.name[0] != '_')
          BOOST_TEST(cell == "", place() << " is " << cell);
        continue;
      }
      claimed.insert(Leaf{expected.path, {}}.name());
      if (cell.empty() && is_told_unreadable(table, column.name)) continue;
      BOOST_TEST(is_cell_of(cell, column.type, *expected.value),
                 place() << " is " << cell << ", the event has " << boost::json::serialize(*expected.value));
      for (const Leaf& other : expected.passed_over) {
        claimed.insert(other.name());
        if (!is_cell_of(cell, column.type, other.value)) ++passed_over_[table + "/" + other.name()];
      }
    }
    check_leaves(event, table, row, claimed);
  }

  bool is_told_unreadable(const std::string& table, const std::string& column) const {
    return std::any_of(
        loaded_.report.unreadable.begin(), loaded_.report.unreadable.end(),
        [&](const UnreadableValues& values) { return values.table == table && values.column == column; });
  }

  void check_leaves(const RawEvent& event, const std::string& table, std::size_t row,
                    const std::set<std::string>& claimed) {
    const bool keeps_all = loaded_.catalog.find(table)->schema().find("AdditionalFields").has_value();
    const std::string bag = keeps_all ? loaded_.cell(table, "AdditionalFields", row) : "";
    for (const Leaf& leaf : leaves_of(event.fields)) {
      ++values_;
      std::string prefix;
      bool known = false;
      for (const std::string& key : leaf.path) {
        prefix += (prefix.empty() ? "" : ".") + key;
        known |= claimed.count(prefix) > 0;
      }
      if (known || !reason_to_drop(leaf, table).empty()) continue;
      if (keeps_all && bag_holds(bag, leaf)) {
        ++additional_;
        continue;
      }
      BOOST_TEST(!keeps_all, path_.filename().string() << ": " << table << " row " << row + 1 << " has lost "
                                                       << leaf.name() << " = " << boost::json::serialize(leaf.value));
      ++without_column_[table + "/" + leaf.name()];
    }
  }

  std::filesystem::path path_;
  Loaded loaded_;
  std::map<std::string, std::uint64_t> rows_;
  std::map<std::string, std::size_t> without_column_;
  std::map<std::string, std::size_t> passed_over_;
  std::size_t values_ = 0, additional_ = 0;
};

std::size_t check_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const auto extension = entry.path().extension();
    if (extension == ".json" || extension == ".jsonl" || extension == ".csv") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::size_t values = 0, additional = 0, without = 0;
  for (const auto& file : files) {
    FileCheck check(file);
    check.run();
    values += check.values();
    additional += check.in_additional_fields();
    for (const auto& [field, count] : check.without_column()) without += count;
  }
  BOOST_TEST_MESSAGE(files.size() << " files, " << values << " values, " << additional
                                  << " of them in AdditionalFields, " << without << " without a column");
  return values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(raw_values)

BOOST_AUTO_TEST_CASE(every_value_of_the_example_logs_is_in_its_column) {
  BOOST_TEST(check_files(std::filesystem::path(KELPIE_SOURCE_DIR) / "examples/events/logs") > 2000u);
}

BOOST_AUTO_TEST_CASE(every_value_of_real_events_is_in_its_column) {
  const std::filesystem::path samples =
      std::filesystem::path(KELPIE_SOURCE_DIR) / ".." / "shared" / "entra" / "samples";
  if (!std::filesystem::exists(samples)) {
    BOOST_TEST_MESSAGE("skipped: no samples beside the source tree");
    return;
  }
  BOOST_TEST(check_files(samples) > 10'000u);
}

BOOST_AUTO_TEST_CASE(the_second_opinion_sees_what_is_wrong) {
  const Json raw =
      boost::json::parse(R"({"time":"3/4/2026 5:06:07 PM","count":"7","flag":true,"place":{"city":"Oslo"}})");
  const auto& fields = raw.get_object();
  BOOST_TEST(is_cell_of("2026-03-04T17:06:07.0000000Z", Type::datetime, fields.at("time")));
  BOOST_TEST(!is_cell_of("2026-03-04T05:06:07.0000000Z", Type::datetime, fields.at("time")));
  BOOST_TEST(is_cell_of("7", Type::int_, fields.at("count")));
  BOOST_TEST(!is_cell_of("", Type::int_, fields.at("count")));
  BOOST_TEST(!is_cell_of("False", Type::boolean, fields.at("flag")));
  BOOST_TEST(is_cell_of(R"({"city": "Oslo"})", Type::string, fields.at("place")));
  BOOST_TEST(!is_cell_of(R"({"city":"Oslo","x":1})", Type::dynamic, fields.at("place")));
  const std::vector<Leaf> leaves = leaves_of(raw);
  BOOST_TEST(leaves.size() == 4u);
  BOOST_TEST(leaves.back().name() == "place.city");
  BOOST_TEST(bag_holds(R"({"place.city":"Oslo"})", leaves.back()));
  BOOST_TEST(bag_holds(R"({"place":{"city":"Oslo"}})", leaves.back()));
  BOOST_TEST(!bag_holds(R"({"place":{"city":"Bergen"}})", leaves.back()));
}

BOOST_AUTO_TEST_SUITE_END()
