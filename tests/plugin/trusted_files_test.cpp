#include "plugin/trusted_files.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/plugin/abi/scratch_folder.hpp"

namespace {

using kelpie::plugin::why_not_trusted;
using kelpie::plugin::test::ScratchFolder;

std::string begin_of(const std::string& path, const std::string& mode) { return "'" + path + "' (mode " + mode; }

bool begins(const std::string& path, const std::string& with) {
  const auto why = why_not_trusted(path);
  BOOST_TEST_INFO(why.value_or("it is trusted"));
  return why && why->starts_with(with);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trusted_files)

BOOST_AUTO_TEST_CASE(rules_that_only_their_owner_writes) {
  const ScratchFolder folder;
  folder.write("rules/a.yaml", "");
  folder.write("rules/identity/b.yml", "", 0664);
  BOOST_TEST(!why_not_trusted(folder / "rules"));
  BOOST_TEST(!why_not_trusted(folder / "rules/a.yaml"));
}

BOOST_AUTO_TEST_CASE(a_rule_deep_below_that_anyone_may_write) {
  const ScratchFolder folder;
  for (const char* name : {"a.yaml", "b.yml", "c.kql"}) {
    const std::string path = folder.write(std::string("rules/identity/") + name, "", 0666);
    BOOST_TEST(begins(folder / "rules", begin_of(path, "0666")));
    chmod(path.c_str(), 0644);
  }
}

BOOST_AUTO_TEST_CASE(files_that_are_not_read_are_not_looked_at) {
  const ScratchFolder folder;
  folder.write("rules/a.yaml", "");
  folder.write("rules/notes.txt", "", 0666);
  BOOST_TEST(!why_not_trusted(folder / "rules"));
}

BOOST_AUTO_TEST_CASE(a_folder_that_anyone_may_add_rules_to) {
  const ScratchFolder folder;
  folder.write("rules/identity/a.yaml", "");
  chmod((folder / "rules/identity").c_str(), 0777);
  BOOST_TEST(begins(folder / "rules", begin_of(folder / "rules/identity", "0777")));
  chmod((folder / "rules/identity").c_str(), 0755);
  chmod(folder.path().c_str(), 0703);
  BOOST_TEST(begins(folder / "rules", begin_of(folder.path(), "0703")));
}

BOOST_AUTO_TEST_CASE(a_link_to_a_rule_that_anyone_may_write) {
  const ScratchFolder folder;
  folder.write("rules/a.yaml", "");
  const std::string path = folder.write("elsewhere/b.yaml", "", 0646);
  std::filesystem::create_symlink(path, folder / "rules/b.yaml");
  BOOST_TEST(begins(folder / "rules", begin_of(path, "0646")));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_told_by_whoever_reads_it) {
  const ScratchFolder folder;
  BOOST_TEST(!why_not_trusted(folder / "nothing"));
  std::filesystem::create_directory(folder / "rules");
  std::filesystem::create_symlink("nowhere.yaml", folder / "rules/broken.yaml");
  BOOST_TEST(!why_not_trusted(folder / "rules"));
}

BOOST_AUTO_TEST_SUITE_END()
