#include <boost/test/unit_test.hpp>

#include "executor/engine.hpp"
#include "tables/memory_table.hpp"
#include "temporary_folder.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using kelpie::tests::TemporaryFolder;

namespace {

/// An engine over no tables and the watchlists of a folder.
class WatchlistEngine {
 public:
  explicit WatchlistEngine(const TemporaryFolder& folder)
      : engine_(catalog_, make_builtin_registry(), built_in_functions(), std::make_shared<tables::Watchlists>(std::vector<std::string>{folder.path()})) {}

  [[nodiscard]] QueryOutcome query(std::string_view text) const { return engine_.query(text, {}); }
  /// Columns and rows as text, or the first diagnostic.
  [[nodiscard]] std::string answer(std::string_view text) const {
    const QueryOutcome outcome = query(text);
    if (!outcome.ok()) return outcome.diagnostics.front().message;
    std::string result;
    const ResultTable& table = outcome.tables.front();
    for (const PlanColumn& column : table.columns) result += column.name + ":" + std::string(tables::name_of(column.type)) + " ";
    for (const Batch& batch : table.batches) {
      for (std::size_t row = 0; row < batch.rows; ++row) {
        result += "|";
        for (const auto& column : batch.columns) result += " " + std::string(column.value_at(row).as_text());
      }
    }
    return result;
  }

 private:
  tables::MemoryCatalog catalog_;
  Engine engine_;
};

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(watchlists)

BOOST_AUTO_TEST_CASE(values_are_strings_as_written_and_the_first_column_is_the_key) {
  const TemporaryFolder folder;
  static_cast<void>(folder.write("Vip.csv", "User,Badge,Note\n\"ann@x.com\",007,\"a, b\"\nbob@x.com,1.50,\n"));
  const WatchlistEngine engine(folder);
  BOOST_TEST(engine.answer("_GetWatchlist('Vip') | project-away LastUpdatedTimeUTC") ==
             "_DTItemId:string SearchKey:string User:string Badge:string Note:string "
             "| Vip-1 ann@x.com ann@x.com 007 a, b| Vip-2 bob@x.com bob@x.com 1.50 ");
  BOOST_TEST(engine.answer("_GetWatchlist('Vip') | where LastUpdatedTimeUTC > datetime(2020-01-01) | project Badge | take 1") == "Badge:string | 007");
}

BOOST_AUTO_TEST_CASE(json_objects_are_items) {
  const TemporaryFolder folder;
  static_cast<void>(folder.write("Apps.json", R"([{"App":"a","Limit":10,"Tags":["x"]},{"App":"b","Limit":2.5}])"));
  static_cast<void>(folder.write("Lines.jsonl", "{\"App\":\"c\",\"On\":true}\n{\"App\":\"d\",\"On\":false}\n"));
  const WatchlistEngine engine(folder);
  BOOST_TEST(engine.answer("_GetWatchlist('Apps') | project App, Limit, Tags") == "App:string Limit:string Tags:string | a 10 [\"x\"]| b 2.5 ");
  BOOST_TEST(engine.answer("_GetWatchlist('Lines') | project SearchKey, On") == "SearchKey:string On:string | c true| d false");
}

BOOST_AUTO_TEST_CASE(file_beside_it_names_the_key) {
  const TemporaryFolder folder;
  static_cast<void>(folder.write("Nets.csv", "Name,Cidr\noffice,10.0.0.0/8\n"));
  static_cast<void>(folder.write("Nets.yaml", "description: Our networks\nsearchKey: \"Cidr\"\n"));
  static_cast<void>(folder.write("Wrong.csv", "Name\nx\n"));
  static_cast<void>(folder.write("Wrong.yaml", "searchKey: Nmae\n"));
  const WatchlistEngine engine(folder);
  BOOST_TEST(engine.answer("_GetWatchlist('Nets') | project SearchKey") == "SearchKey:string | 10.0.0.0/8");
  BOOST_TEST(mentions(engine.answer("_GetWatchlist('Wrong')"), "the search key 'Nmae' is none of its columns"));
}

BOOST_AUTO_TEST_CASE(rules_use_it_in_lists_joins_and_lets) {
  const TemporaryFolder folder;
  static_cast<void>(folder.write("Vip.csv", "User,Team\nann,red\nbob,blue\n"));
  const WatchlistEngine engine(folder);
  const std::string events = "datatable(Who:string) ['ann', 'carl'] | ";
  BOOST_TEST(engine.answer(events + "where Who in ((_GetWatchlist('Vip') | project SearchKey))") == "Who:string | ann");
  BOOST_TEST(engine.answer("let vip = _GetWatchlist('Vip') | project User, Team; " + events + "join kind=inner vip on $left.Who == $right.User | project Who, Team") ==
             "Who:string Team:string | ann red");
  BOOST_TEST(engine.answer("let alias = 'Vip'; _GetWatchlist(alias) | where Team == 'blue' | project User") == "User:string | bob");
  BOOST_TEST(engine.answer("_GetWatchlist('Vip', dynamic(['bob'])) | project User") == "User:string | bob");
  BOOST_TEST(engine.answer("_GetWatchlistAlias() | sort by WatchlistAlias asc") == "WatchlistAlias:string | Vip");
  BOOST_TEST(engine.answer("_GetWatchlistAlias | count | project c = tostring(Count)") == "c:string | 1");
}

BOOST_AUTO_TEST_CASE(unknown_alias_names_the_nearest_and_the_folder) {
  const TemporaryFolder folder;
  static_cast<void>(folder.write("VipUsers.csv", "User\nann\n"));
  const WatchlistEngine engine(folder);
  const QueryOutcome outcome = engine.query("_GetWatchlist('VipUser')");
  BOOST_REQUIRE(!outcome.ok());
  BOOST_TEST(outcome.diagnostics.front().code == "KB902");
  BOOST_TEST(mentions(outcome.diagnostics.front().message, folder.path()));
  BOOST_TEST(outcome.diagnostics.front().hint == "did you mean 'VipUsers'?");
  BOOST_TEST(engine.query("_GetWatchlist()").diagnostics.front().code == "KS119");
  BOOST_TEST(engine.query("_GetWatchlist(5)").diagnostics.front().code == "KS106");
}

BOOST_AUTO_TEST_CASE(without_a_folder_a_check_believes_the_columns_and_a_run_is_refused) {
  const tables::MemoryCatalog catalog;
  const Engine engine(catalog);
  const QueryOutcome checked = engine.check("_GetWatchlist('Vip') | where Anything == 'x' | project SearchKey", {});
  BOOST_TEST(checked.ok());
  BOOST_REQUIRE(!checked.diagnostics.empty());
  BOOST_TEST((checked.diagnostics.front().severity == parser::Severity::warning));
  BOOST_TEST(engine.query("_GetWatchlist('Vip')", {}).diagnostics.front().code == "KB902");
}

BOOST_AUTO_TEST_CASE(files_that_hold_no_list_are_refused) {
  const TemporaryFolder folder;
  static_cast<void>(folder.write("Empty.csv", ""));
  static_cast<void>(folder.write("Text.json", "no JSON"));
  const WatchlistEngine engine(folder);
  BOOST_TEST(engine.query("_GetWatchlist('Empty')").diagnostics.front().code == "KB903");
  BOOST_TEST(engine.query("_GetWatchlist('Text')").diagnostics.front().code == "KB903");
}

BOOST_AUTO_TEST_CASE(two_files_of_one_alias_and_a_missing_folder_are_refused) {
  const TemporaryFolder folder;
  static_cast<void>(folder.write("Vip.csv", "User\nann\n"));
  static_cast<void>(folder.write("Vip.json", "[]"));
  BOOST_CHECK_THROW(tables::Watchlists({folder.path()}), std::runtime_error);
  BOOST_CHECK_THROW(tables::Watchlists({folder.path() + "/none"}), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
