#include "tables/external/external_files.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

#include "tables/external/external_records.hpp"
#include "tables/text.hpp"

using namespace kelpie::tables;

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "kelpie_XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
  }
  std::filesystem::path path;
};

std::string failure_of(const ExternalFiles& files, const std::string& address) {
  try {
    static_cast<void>(files.read(address));
  } catch (const ExternalFileError& failure) {
    return failure.what();
  }
  return "none";
}

/// The rows of a text, cells joined by a bar, or what is wrong with it.
std::vector<std::string> rows_of(std::string_view text, ExternalFormat format, std::vector<ExternalColumn> columns,
                                 bool ignore_first = false) {
  const std::size_t count = columns.size();
  ExternalRecords records(std::move(columns), ignore_first);
  try {
    records.read(text, format, "file", [] {});
  } catch (const ExternalFileError& failure) {
    return {failure.what()};
  }
  const auto vectors = records.finish();
  std::vector<std::string> rows;
  for (std::size_t row = 0; row < records.rows(); ++row) {
    std::string cells;
    for (std::size_t i = 0; i < count; ++i)
      cells += (i > 0 ? "|" : "") + (vectors[i].is_null_at(row) ? "null" : to_text(vectors[i].value_at(row)));
    rows.push_back(cells);
  }
  return rows;
}

std::vector<ExternalColumn> columns_of(std::initializer_list<std::pair<std::string, Type>> types) {
  std::vector<ExternalColumn> columns;
  for (const auto& [name, type] : types) columns.push_back({name, type, columns.size(), {name}, {}, true});
  return columns;
}

using Rows = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(external_files)

BOOST_AUTO_TEST_CASE(only_what_lies_in_the_folder_is_read) {
  const Folder inside, outside;
  inside.write("a b.csv", "1");
  outside.write("x.csv", "2");
  std::filesystem::create_directory(inside.path / "sub");
  std::filesystem::create_symlink(outside.path, inside.path / "way_out");
  std::filesystem::create_symlink(inside.path / "a b.csv", inside.path / "within.csv");
  // A folder whose name only begins in the same way.
  std::filesystem::create_directory(inside.path.string() + "2");
  std::ofstream(inside.path.string() + "2/y.csv") << "3";
  const ExternalFolders files({inside.path.string()});
  BOOST_TEST(files.read("a b.csv") == "1");
  BOOST_TEST(files.read("sub/../a b.csv") == "1");
  BOOST_TEST(files.read("within.csv") == "1");
  BOOST_TEST(files.read((inside.path / "a b.csv").string()) == "1");
  BOOST_TEST(files.read("file://" + inside.path.string() + "/a%20b.csv") == "1");
  BOOST_TEST(files.read("FILE://localhost" + inside.path.string() + "/a%20b.csv") == "1");
  const std::string refused = "does not lie in a folder that queries may read";
  for (const std::string& address :
       {outside.path.string() + "/x.csv", std::string("way_out/x.csv"),
        "../" + outside.path.filename().string() + "/x.csv", inside.path.string() + "2/y.csv",
        "../" + inside.path.filename().string() + "2/y.csv", std::string("/nowhere/at/all.csv"),
        "file://" + outside.path.string() + "/x.csv"}) {
    BOOST_TEST(failure_of(files, address).find(refused) != std::string::npos,
               address << ": " << failure_of(files, address));
  }
  BOOST_TEST(failure_of(files, "none.csv").find("there is no file") == 0u);
  BOOST_TEST(failure_of(files, "sub").find("is no regular file") != std::string::npos);
  BOOST_TEST(failure_of(files, "file://elsewhere/a.csv").find("another host") != std::string::npos);
  BOOST_TEST(failure_of(files, "https://example.org/a").find("is no file here") != std::string::npos);
  BOOST_TEST(failure_of(files, "").find("is empty") != std::string::npos);
  std::filesystem::remove_all(inside.path.string() + "2");
  BOOST_CHECK_THROW(ExternalFolders({(inside.path / "a b.csv").string()}), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(large_files_are_refused) {
  const Folder folder;
  folder.write("large.csv", std::string(101, 'a'));
  folder.write("just.csv", std::string(100, 'a'));
  const ExternalFolders files({folder.path.string()}, 100);
  BOOST_TEST(files.read("just.csv").size() == 100u);
  BOOST_TEST(failure_of(files, "large.csv").find("more than 100 bytes") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fields_are_parted_as_each_format_does) {
  const auto two = columns_of({{"a", Type::string}, {"b", Type::long_}});
  BOOST_TEST((rows_of("x,1\r\n\"y \"\"z\"\"\n\",2\r\nw\n,3,4\n", ExternalFormat::csv, two) ==
              Rows{"x|1", "y \"z\"\n|2", "w|null", "|3"}));
  BOOST_TEST((rows_of("\"x\"\t1\n", ExternalFormat::tsv, two) == Rows{"\"x\"|1"}));
  BOOST_TEST((rows_of("x\\ty\\\\\t1\n", ExternalFormat::tsve, two) == Rows{"x\ty\\|1"}));
  BOOST_TEST((rows_of("x|1", ExternalFormat::psv, two) == Rows{"x|1"}));
  BOOST_TEST((rows_of("x;1", ExternalFormat::scsv, two) == Rows{"x|1"}));
  BOOST_TEST((rows_of("x\x01"
                      "1",
                      ExternalFormat::sohsv, two) == Rows{"x|1"}));
  BOOST_TEST((rows_of("\xEF\xBB\xBF"
                      "a,b\nx,no\n",
                      ExternalFormat::csv, two, true) == Rows{"x|null"}));
  BOOST_TEST((rows_of("a\n\nb\r\n", ExternalFormat::txt, columns_of({{"a", Type::string}})) == Rows{"a", "b"}));
  BOOST_TEST((rows_of("a\nb", ExternalFormat::raw, columns_of({{"a", Type::string}})) == Rows{"a\nb"}));
  BOOST_TEST((rows_of("", ExternalFormat::csv, two) == Rows{}));
}

BOOST_AUTO_TEST_CASE(properties_become_columns) {
  const auto columns =
      columns_of({{"s", Type::string}, {"n", Type::long_}, {"t", Type::datetime}, {"d", Type::dynamic}});
  const Rows expected{"x|1|2026-03-01T00:00:00.0000000Z|{\"a\":1}", "{\"k\":[1]}|2|null|null", "true|null|null|q"};
  const std::string lines =
      "{\"s\":\"x\",\"n\":1,\"t\":\"2026-03-01\",\"d\":{\"a\":1}}\n{\"s\":{\"k\":[1]},\"n\":\"2\",\"t\":5}\n{\"s\":"
      "true,\"n\":[],\"d\":\"q\"}\n";
  BOOST_TEST((rows_of(lines, ExternalFormat::json, columns) == expected));
  BOOST_TEST((rows_of(lines, ExternalFormat::multijson, columns) == expected));
  BOOST_TEST((rows_of(lines, ExternalFormat::json, columns, true) == Rows(expected.begin() + 1, expected.end())));
  BOOST_TEST((rows_of("[1]", ExternalFormat::json, columns) == Rows{"'file', line 1: a record is an object of JSON"}));
  BOOST_TEST((rows_of("[{}, 1]", ExternalFormat::multijson, columns) ==
              Rows{"'file', line 1: a record is an object of JSON"}));
}

BOOST_AUTO_TEST_CASE(mappings_say_where_values_stand) {
  auto columns = columns_of({{"a", Type::string}, {"b", Type::string}, {"c", Type::string}});
  BOOST_TEST(apply_ingestion_mapping(
                 R"([{"column":"a","Properties":{"Path":"$['x y'].z"}},{"Column":"b","path":"$.v"}])", columns) == "");
  BOOST_TEST((rows_of(R"({"x y":{"z":"1"},"v":2,"c":3})", ExternalFormat::json, columns) == Rows{"1|2|"}));
  columns = columns_of({{"a", Type::string}, {"b", Type::string}});
  BOOST_TEST(apply_ingestion_mapping(
                 R"([{"Column":"a","Properties":{"Ordinal":"2"}},{"Column":"b","Properties":{"ConstValue":"k"}}])",
                 columns) == "");
  BOOST_TEST((rows_of("1,2,3\n", ExternalFormat::csv, columns) == Rows{"3|k"}));
  for (const std::string_view wrong :
       {"{}", "no", R"([1])", R"([{"Column":"q","Path":"$.a"}])", R"([{"Column":"a"}])",
        R"([{"Column":"a","Path":"x"}])", R"([{"Column":"a","Path":"$.a[0]"}])", R"([{"Column":"a","Ordinal":-1}])"}) {
    BOOST_TEST(apply_ingestion_mapping(wrong, columns) != "", wrong);
  }
}

BOOST_AUTO_TEST_CASE(formats_have_names) {
  BOOST_TEST((external_format("CSV") == ExternalFormat::csv));
  BOOST_TEST(!external_format("parquet"));
  BOOST_TEST((external_format_of_file("a/b.JSON.gz") == ExternalFormat::json));
  BOOST_TEST((external_format_of_file("a.x/b") == ExternalFormat::csv));
  BOOST_TEST((external_format_of_file("b.tsv.zst") == ExternalFormat::tsv));
  BOOST_TEST((external_format_of_file("b.ndjson") == ExternalFormat::json));
  BOOST_TEST(scheme_of("HTTPS://x") == "https");
  BOOST_TEST(scheme_of("a b://x") == "");
  BOOST_TEST(scheme_of("/a/b") == "");
}

BOOST_AUTO_TEST_SUITE_END()
