#include "rules/detail/yaml_guard.hpp"

#include <set>
#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace kelpie::rules::detail {

namespace {

constexpr std::size_t most_levels = 32;
constexpr std::size_t most_nodes = 100'000;
constexpr std::size_t most_aliases = 100;

class Guard final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { count(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string&) override { count(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    count(mark);
    if (++aliases_ > most_aliases) stop(mark, fmt::format("More than {} aliases.", most_aliases));
    if (nested_.count(anchor) != 0) stop(mark, "An alias of lists or maps inside each other; write them out.");
    for (Open& open : open_) open.nested = true;
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    begin(mark, anchor);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override { begin(mark, anchor); }
  void OnMapEnd() override { end(); }

 private:
  struct Open {
    YAML::anchor_t anchor = 0;
    bool nested = false;
  };

  [[noreturn]] static void stop(const YAML::Mark& mark, std::string message) {
    throw YamlProblem{"KR003", std::move(message), mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos)};
  }
  void count(const YAML::Mark& mark) {
    if (++nodes_ > most_nodes) stop(mark, fmt::format("More than {} values.", most_nodes));
  }
  void begin(const YAML::Mark& mark, YAML::anchor_t anchor) {
    count(mark);
    for (Open& open : open_) open.nested = true;
    open_.push_back({anchor, false});
    // What contains itself is an alias of something still open: it must not be made into nodes.
    if (anchor != 0) nested_.insert(anchor);
    if (open_.size() > most_levels) stop(mark, fmt::format("Lists and maps nest deeper than {} levels.", most_levels));
  }
  void end() {
    const Open closed = open_.back();
    open_.pop_back();
    if (closed.anchor != 0 && !closed.nested) nested_.erase(closed.anchor);
  }

  std::vector<Open> open_;
  std::set<YAML::anchor_t> nested_;
  std::size_t nodes_ = 0;
  std::size_t aliases_ = 0;
};

}  // namespace

std::optional<YamlProblem> check_yaml(std::string_view text) {
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Guard guard;
    while (parser.HandleNextDocument(guard)) {
    }
  } catch (const YamlProblem& problem) {
    return problem;
  } catch (const YAML::Exception& error) {
    return YamlProblem{"KR002", fmt::format("No YAML: {}.", error.msg), error.mark.pos < 0 ? 0 : static_cast<std::size_t>(error.mark.pos)};
  }
  return std::nullopt;
}

}  // namespace kelpie::rules::detail
