#include <array>
#include <string_view>

#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include "plugin/abi/kelpie_load.h"
#include "tests/plugin/abi/scratch_folder.hpp"

namespace {

using kelpie::plugin::test::ScratchFolder;

/// What is said of a path: nothing where it is trusted.
std::string said_of(const std::string& path) {
  std::array<char, 8192> message{};
  const kelpie_code code = kelpie_trusted_path(path.c_str(), message.data(), message.size());
  if (code == KELPIE_OK) return {};
  return std::to_string(code) + " " + message.data();
}

bool says(const std::string& path, std::string_view what) {
  const std::string said = said_of(path);
  BOOST_TEST_INFO(said);
  return said.find(what) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trusted_path)

BOOST_AUTO_TEST_CASE(a_file_of_ones_own_in_tmp_is_trusted) {
  const ScratchFolder folder;
  BOOST_TEST(said_of(folder.write("rule.yaml", "x")) == "");
  BOOST_TEST(said_of("/") == "");
  BOOST_TEST(said_of("/usr/bin/../lib/.") == "");
}

BOOST_AUTO_TEST_CASE(a_group_may_write) {
  const ScratchFolder folder;
  BOOST_TEST(said_of(folder.write("rule.yaml", "x", 0664)) == "");
}

BOOST_AUTO_TEST_CASE(a_file_that_anyone_may_write_is_told_with_mode_and_remedy) {
  const ScratchFolder folder;
  const std::string path = folder.write("rule.yaml", "x", 0646);
  BOOST_TEST(says(path, "(mode 0646, of user " + std::to_string(geteuid()) + ") may be written by anyone"));
  BOOST_TEST(says(path, "chmod o-w '" + path + "'"));
}

BOOST_AUTO_TEST_CASE(a_folder_above_that_anyone_may_write_is_named) {
  const ScratchFolder folder;
  const std::string path = folder.write("open/inner/rule.yaml", "x");
  chmod((folder / "open").c_str(), 0777);
  BOOST_TEST(says(path, "4 '" + folder / "open" + "' (mode 0777"));
  chmod((folder / "open").c_str(), 01777);
  BOOST_TEST(said_of(path) == "");
}

BOOST_AUTO_TEST_CASE(a_sticky_folder_is_only_trusted_on_the_way) {
  const ScratchFolder folder;
  folder.write("open/rule.yaml", "x");
  chmod((folder / "open").c_str(), 01777);
  BOOST_TEST(says(folder / "open", "may be written by anyone"));
}

BOOST_AUTO_TEST_CASE(links_are_followed_through_folders_that_are_judged_too) {
  const ScratchFolder folder;
  const std::string path = folder.write("open/real/rule.yaml", "x");
  std::filesystem::create_directory(folder / "closed");
  std::filesystem::create_symlink("../open/real/../real/rule.yaml", folder / "closed/rule.yaml");
  BOOST_TEST(said_of(folder / "closed/rule.yaml") == "");
  chmod((folder / "open").c_str(), 0777);
  BOOST_TEST(says(folder / "closed/rule.yaml", "'" + folder / "open" + "' (mode 0777"));
  // The other way: a link that others could bend, to a file that they could not change.
  chmod((folder / "open").c_str(), 0755);
  std::filesystem::create_symlink(path, folder / "link.yaml");
  chmod(folder.path().c_str(), 0777);
  BOOST_TEST(says(folder / "link.yaml", "'" + folder.path() + "' (mode 0777"));
}

BOOST_AUTO_TEST_CASE(a_link_to_an_absolute_path) {
  const ScratchFolder folder;
  std::filesystem::create_symlink("/usr/lib", folder / "link");
  BOOST_TEST(said_of(folder / "link") == "");
  BOOST_TEST(said_of(folder / "link/../bin") == "");
}

BOOST_AUTO_TEST_CASE(links_in_a_circle_end) {
  const ScratchFolder folder;
  std::filesystem::create_symlink("b", folder / "a");
  std::filesystem::create_symlink("a", folder / "b");
  BOOST_TEST(says(folder / "a", "8 '" + folder / "a" + "': symbolic links that lead to one another"));
}

BOOST_AUTO_TEST_CASE(foreign_owners_are_refused) {
  if (geteuid() != 0) {
    BOOST_TEST_MESSAGE("only root can give files away: not looked at");
    return;
  }
  const ScratchFolder folder;
  const std::string path = folder.write("rule.yaml", "x");
  BOOST_REQUIRE(chown(path.c_str(), 4711, 4711) == 0);
  BOOST_TEST(says(path, "4 '" + path + "' (mode 0644) belongs to user 4711, who is neither root nor user 0"));
  BOOST_TEST(says(path, "chown root '" + path + "'"));
  const std::string inner = folder.write("theirs/rule.yaml", "x");
  BOOST_REQUIRE(chown((folder / "theirs").c_str(), 4711, 4711) == 0);
  BOOST_TEST(says(inner, "'" + folder / "theirs" + "' (mode 0755) belongs to user 4711"));
  std::filesystem::create_symlink(inner, folder / "link");
  BOOST_REQUIRE(lchown((folder / "link").c_str(), 4711, 4711) == 0);
  BOOST_TEST(says(folder / "link", "'" + folder / "link" + "' (mode 0777) belongs to user 4711"));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_or_too_long) {
  const ScratchFolder folder;
  BOOST_TEST(says(folder / "nothing", "8 '" + folder / "nothing" + "': No such file"));
  BOOST_TEST(says(folder.write("file", "") + "/inner", "is no folder"));
  BOOST_TEST(says("/" + std::string(300, 'x'), "File name too long"));
  BOOST_TEST(says(std::string(70000, '/') + "x", "...': the path is too long"));
  BOOST_TEST(says("", "10 there is no path"));
  BOOST_TEST(kelpie_trusted_path(nullptr, nullptr, 0) == KELPIE_WRONG_USE);
}

BOOST_AUTO_TEST_CASE(a_relative_path_is_one_of_the_working_folder) {
  const ScratchFolder folder;
  const std::filesystem::path before = std::filesystem::current_path();
  folder.write("rule.yaml", "x", 0666);
  std::filesystem::current_path(folder.path());
  const std::string said = said_of("./rule.yaml");
  std::filesystem::current_path(before);
  BOOST_TEST(said.find("'" + folder / "rule.yaml" + "' (mode 0666") != std::string::npos, said);
}

BOOST_AUTO_TEST_CASE(control_characters_of_a_name_are_not_told) {
  const ScratchFolder folder;
  BOOST_TEST(says(folder.write("a\033[2Jb\001", "x", 0666), "a?[2Jb?"));
}

BOOST_AUTO_TEST_SUITE_END()
