#include "rules/tooling/format/yaml_outline.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace kelpie::rules::tooling {

namespace {

using Kind = YamlOutline::Kind;

class Outliner final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { leaf(Kind::null, mark, anchor, "", {}); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    leaf(Kind::alias, mark, anchor, "", std::to_string(anchor));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    leaf(Kind::scalar, mark, anchor, tag, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    begin(Kind::sequence, mark, anchor, tag, style);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    begin(Kind::map, mark, anchor, tag, style);
  }
  void OnMapEnd() override { end(); }

  std::vector<YamlOutline> documents;

 private:
  static YamlOutline made(Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& tag) {
    YamlOutline node;
    node.kind = kind;
    // "?" and "!" are what the library calls plain and quoted scalars without a tag.
    node.properties = anchor != 0 || !(tag.empty() || tag == "?" || tag == "!");
    node.offset = static_cast<std::size_t>(std::max(mark.pos, 0));
    node.line = static_cast<std::size_t>(std::max(mark.line, 0));
    node.column = static_cast<std::size_t>(std::max(mark.column, 0));
    return node;
  }
  void leaf(Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& tag, std::string text) {
    YamlOutline node = made(kind, mark, anchor, tag);
    node.text = std::move(text);
    finish(std::move(node));
  }
  void begin(Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& tag,
             YAML::EmitterStyle::value style) {
    open_.push_back(made(kind, mark, anchor, tag));
    open_.back().flow = style == YAML::EmitterStyle::Flow;
  }
  void end() {
    YamlOutline node = std::move(open_.back());
    open_.pop_back();
    finish(std::move(node));
  }
  void finish(YamlOutline node) { (open_.empty() ? documents : open_.back().children).push_back(std::move(node)); }

  std::vector<YamlOutline> open_;
};

}  // namespace

std::vector<YamlOutline> outline_of(std::string_view text) {
  std::istringstream stream{std::string(text)};
  YAML::Parser parser(stream);
  Outliner outliner;
  while (parser.HandleNextDocument(outliner)) {
  }
  return std::move(outliner.documents);
}

bool same_meaning(const YamlOutline& a, const YamlOutline& b) {
  return a.kind == b.kind && a.properties == b.properties && a.text == b.text &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(), same_meaning);
}

bool has_anchors(const YamlOutline& node) {
  return node.properties || node.kind == Kind::alias ||
         std::any_of(node.children.begin(), node.children.end(), has_anchors);
}

}  // namespace kelpie::rules::tooling
