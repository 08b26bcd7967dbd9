#include <boost/test/unit_test.hpp>

#include "../stored/temporary_folder.hpp"
#include "executor/engine.hpp"
#include "tables/memory_table.hpp"
#include "tables/text.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using kelpie::tests::TemporaryFolder;

namespace {

/// An engine over no tables whose queries may read the folder's files, or none.
class ExternalEngine {
 public:
  explicit ExternalEngine(const TemporaryFolder* folder)
      : engine_(catalog_, make_builtin_registry(), built_in_functions(), nullptr,
                folder == nullptr
                    ? nullptr
                    : std::make_shared<tables::ExternalFolders>(std::vector<std::string>{folder->path()})) {}

  /// Rows as text, or the first error with its code.
  [[nodiscard]] std::string answer(std::string_view text, bool check = false) const {
    const QueryOutcome outcome = check ? engine_.check(text, {}) : engine_.query(text, {});
    for (const parser::Diagnostic& diagnostic : outcome.diagnostics) {
      if (diagnostic.severity == parser::Severity::error || check) return diagnostic.code + " " + diagnostic.message;
    }
    std::string result;
    for (const Batch& batch : outcome.tables.front().batches) {
      for (std::size_t row = 0; row < batch.rows; ++row) {
        result += "|";
        for (const auto& column : batch.columns) result += " " + tables::to_text(column.value_at(row));
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

BOOST_AUTO_TEST_SUITE(external_data)

BOOST_AUTO_TEST_CASE(files_of_the_folder_are_rows) {
  const TemporaryFolder folder;
  static_cast<void>(folder.write("users.csv", "User,Badge\nann@contoso.example,007\n\"b, ob\",12\n"));
  const std::string more = folder.write("more/eve.csv", "User,Badge\neve,x\n");
  const ExternalEngine engine(&folder);
  BOOST_TEST(engine.answer("externaldata(User:string, Badge:long)['users.csv'] with (ignoreFirstRecord=true)") ==
             "| ann@contoso.example 7| b, ob 12");
  BOOST_TEST(engine.answer("externaldata(User:string, Badge:string)['users.csv', 'file://" + more +
                           "'] with (format='csv', ignoreFirstRecord=true) | summarize count(), max(Badge)") ==
             "| 3 x");
  BOOST_TEST(engine.answer("let f = 'more/eve.csv'; let T = externaldata(User:string)[f]; T | union T | count") ==
             "| 4");
  BOOST_TEST(engine.answer("inline_external_table(User:string) kind=storage dataformat=csv ('users.csv') with "
                           "(ignoreFirstRecord=true) | count") == "| 2");
  BOOST_TEST(engine.answer("print x='eve' | where x in (externaldata(User:string)['more/eve.csv'])") == "| eve");
}

BOOST_AUTO_TEST_CASE(formats_follow_the_name_or_the_property) {
  const TemporaryFolder folder;
  static_cast<void>(folder.write("lines.txt", "a,b\n\nc\n"));
  static_cast<void>(folder.write("lines.json", "{\"n\": 1, \"more\": {\"k\": [true]}}\n{\"n\": \"2\"}\n"));
  static_cast<void>(folder.write("list.log", "[{\"n\": 1},\n {\"n\": 2.0, \"x\": \"}\"}]"));
  const ExternalEngine engine(&folder);
  BOOST_TEST(engine.answer("externaldata(Line:string)['lines.txt']") == "| a,b| c");
  BOOST_TEST(engine.answer("externaldata(n:long, more:dynamic)['lines.json'] | project n, k = more.k[0]") ==
             "| 1 true| 2 ");
  BOOST_TEST(engine.answer("externaldata(n:long, x:string)['list.log'] with (format=multijson)") == "| 1 | 2 }");
  BOOST_TEST(engine.answer("externaldata(k:dynamic, c:string)['lines.json'] with "
                           "(ingestionMapping='[{\"Column\":\"k\",\"Properties\":{\"Path\":\"$.more.k\"}},"
                           "{\"Column\":\"c\",\"Properties\":{\"ConstValue\":\"z\"}}]')") == "| [true] z|  z");
}

BOOST_AUTO_TEST_CASE(what_is_not_allowed_is_refused) {
  const TemporaryFolder folder, outside;
  const std::string secret = outside.write("secret.csv", "s\n");
  std::filesystem::create_symlink(secret, std::filesystem::path(folder.path()) / "link.csv");
  const ExternalEngine engine(&folder), none(nullptr);
  BOOST_TEST(mentions(none.answer("externaldata(s:string)['users.csv']"),
                      "KB900 'externaldata' reads files only in folders that are given"));
  BOOST_TEST(
      mentions(none.answer("inline_external_table(s:string) kind=storage dataformat=csv ('users.csv')"), "KB900"));
  BOOST_TEST(mentions(engine.answer("externaldata(s:string)['" + secret + "']"),
                      "does not lie in a folder that queries may read"));
  BOOST_TEST(
      mentions(engine.answer("externaldata(s:string)['link.csv']"), "does not lie in a folder that queries may read"));
  BOOST_TEST(mentions(engine.answer("externaldata(s:string)['../" +
                                    std::filesystem::path(outside.path()).filename().string() + "/secret.csv']"),
                      "does not lie in a folder that queries may read"));
  BOOST_TEST(mentions(engine.answer("externaldata(s:string)['nowhere.csv']"),
                      "KB904 The external file there is no file 'nowhere.csv'"));
  BOOST_TEST(mentions(engine.answer("externaldata(s:string)[@'https://example.org/a.csv']"),
                      "KB900 'externaldata over https://'"));
  BOOST_TEST(
      mentions(engine.answer("externaldata(s:string)[@'abfss://x@y/a.csv']"), "KB900 'externaldata over abfss://'"));
  BOOST_TEST(
      mentions(engine.answer("inline_external_table kind=delta ('x')"), "KB900 'inline_external_table kind=delta'"));
  BOOST_TEST(mentions(engine.answer("externaldata(s:string)['a.csv'] with (format='parquet')"),
                      "KB900 The format 'parquet' is not read here"));
  BOOST_TEST(mentions(engine.answer("externaldata(s:string)['a.csv'] with (ignoreFirstRecord=perhaps)"), "KS109"));
  BOOST_TEST(mentions(engine.answer("externaldata(s:words)['a.csv']"), "KS100"));
}

BOOST_AUTO_TEST_CASE(malformed_files_are_told_with_their_line) {
  const TemporaryFolder folder;
  static_cast<void>(folder.write("open.csv", "a\nb\n\"c\nd\n"));
  static_cast<void>(folder.write("behind.csv", "a\n\"b\"c\n"));
  static_cast<void>(folder.write("broken.json", "{\"a\":1}\n\n{\"a\":\n"));
  const ExternalEngine engine(&folder);
  BOOST_TEST(mentions(engine.answer("externaldata(s:string)['open.csv']"),
                      "'open.csv', line 3: a quote is opened here and never closed"));
  BOOST_TEST(mentions(engine.answer("externaldata(s:string)['behind.csv']"),
                      "'behind.csv', line 2: text stands between a closing quote"));
  BOOST_TEST(mentions(engine.answer("externaldata(a:long)['broken.json']"), "'broken.json', line 3: this is no JSON"));
  BOOST_TEST(mentions(engine.answer("externaldata(a:long)['broken.json'] with (format=multijson)"),
                      "line 3: an object begins here and never ends"));
}

BOOST_AUTO_TEST_CASE(a_check_reads_nothing) {
  const ExternalEngine none(nullptr);
  BOOST_TEST(
      mentions(none.answer("externaldata(s:string)['users.csv']", true), "KB900 externaldata is checked but not read"));
  BOOST_TEST(mentions(none.answer("externaldata(s:string)[@'https://example.org/a.csv']", true),
                      "a query reaches no other host"));
}

BOOST_AUTO_TEST_SUITE_END()
