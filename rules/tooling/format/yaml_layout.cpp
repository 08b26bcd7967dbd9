#include "rules/tooling/format/yaml_layout.hpp"

#include <algorithm>

#include "rules/tooling/format/plain_scalar.hpp"

namespace kelpie::rules::tooling {

namespace {

using Kind = YamlOutline::Kind;
using Role = LaidLine::Role;

constexpr std::size_t step = 2;

/// A form that is not laid out; caught in lay_out().
struct Unknown {};

struct Line {
  std::string_view text;
  std::size_t begin = 0;  // offset in the document
  Role role = Role::blank;
  bool placed = false;     // a node begins here, or the line belongs to a value: its indentation is settled
  bool keep_end = false;   // blanks at its end count
  std::size_t indent = 0;  // that it has
  std::size_t wanted = 0;
};

/// What stands in place of a stretch of one line.
struct Edit {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
};

class Layout {
 public:
  explicit Layout(std::string_view text) : text_(text) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      Line line{text.substr(at, end - at), at};
      line.indent = std::min(line.text.find_first_not_of(' '), line.text.size());
      const std::size_t first = line.text.find_first_not_of(" \t");
      line.role = first == std::string_view::npos ? Role::blank
                  : line.text[first] == '#'       ? Role::comment
                                                  : Role::structure;
      lines_.push_back(line);
      at = end + 1;
    }
  }

  std::vector<LaidLine> run(const YamlOutline& root) {
    map(root, 0);
    place_continued_texts();
    place_comments();
    std::sort(edits_.begin(), edits_.end(), [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
    std::vector<LaidLine> result;
    std::size_t edit = 0;
    for (const Line& line : lines_)
      result.push_back({line.role, line.role == Role::blank ? std::string() : written(line, edit)});
    return result;
  }

 private:
  [[nodiscard]] char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  Line& line(std::size_t number) {
    if (number >= lines_.size()) throw Unknown{};
    return lines_[number];
  }
  std::size_t line_of(std::size_t offset) const {
    const auto after = std::upper_bound(lines_.begin(), lines_.end(), offset,
                                        [](std::size_t one, const Line& other) { return one < other.begin; });
    return static_cast<std::size_t>(after - lines_.begin()) - 1;
  }

  /// The line on which a node is the first thing gets the node's indentation.
  void place(std::size_t number, std::size_t column, std::size_t wanted) {
    Line& here = line(number);
    if (here.indent != column) return;
    here.placed = true;
    here.role = Role::structure;
    here.wanted = wanted;
  }
  void content(std::size_t number, std::size_t wanted) {
    Line& here = line(number);
    here.placed = true;
    here.role = Role::content;
    here.wanted = wanted;
  }

  void map(const YamlOutline& node, std::size_t wanted) {
    if (node.flow) return flow(node, wanted);
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
      const YamlOutline& key = node.children[i];
      if (key.kind != Kind::scalar || key.properties) throw Unknown{};
      std::size_t end = key.offset + key.text.size();
      if (at(key.offset) == '"' || at(key.offset) == '\'') {
        end = end_of_quoted(text_, key.offset);
        unquote(key, key.offset, end);
      } else if (text_.substr(key.offset, key.text.size()) != key.text) {
        throw Unknown{};
      }
      if (line_of(end) != key.line) throw Unknown{};
      place(key.line, key.column, wanted);
      after_key(end);
      value(node.children[i + 1], wanted, key.column);
    }
  }

  /// `key  :   value` becomes `key: value`.
  void after_key(std::size_t end) {
    std::size_t colon = end;
    while (at(colon) == ' ' || at(colon) == '\t') ++colon;
    if (at(colon) != ':') throw Unknown{};
    std::size_t behind = colon + 1;
    while (at(behind) == ' ' || at(behind) == '\t') ++behind;
    if (at(behind) == '\n' || at(behind) == '\0') return edit(end, behind, ":");
    edit(end, at(behind) == '#' ? colon + 1 : behind, at(behind) == '#' ? ":" : ": ");
  }

  void sequence(const YamlOutline& node, std::size_t wanted) {
    if (node.flow) return flow(node, wanted);
    if (node.children.empty()) throw Unknown{};
    const std::size_t column = node.properties ? line(node.children.front().line).indent : node.column;
    for (const YamlOutline& element : node.children) {
      if (element.kind == Kind::null && std::string_view("nN~").find(at(element.offset)) == std::string_view::npos)
        throw Unknown{};
      // The dash stands before the element, on its line or on one before.
      std::size_t number = element.line;
      const auto is_dash = [&](const Line& one) {
        return one.indent == column && one.indent < one.text.size() && one.text[one.indent] == '-';
      };
      while (number > node.line && !is_dash(line(number)) &&
             (line(number).indent > column || line(number).role == Role::blank))
        --number;
      if (is_dash(line(number))) place(number, column, wanted);
      value(element, wanted, column);
    }
  }

  /// `parent` is where the key or the dash stands now, `wanted` where it will.
  void value(const YamlOutline& node, std::size_t wanted, std::size_t parent) {
    if (node.kind == Kind::null) return;
    if (node.kind == Kind::map || node.kind == Kind::sequence) {
      if (node.kind == Kind::map && node.properties && !node.flow) throw Unknown{};
      return node.kind == Kind::map ? map(node, wanted + step) : sequence(node, wanted + step);
    }
    place(node.line, node.column, wanted + step);
    if (node.kind == Kind::alias) return;
    const std::size_t begin = skip_properties(text_, node.offset);
    if (at(begin) == '|' || at(begin) == '>') return block(begin, wanted + step, parent);
    if (at(begin) != '"' && at(begin) != '\'') {
      plain_.emplace_back(line_of(begin), wanted + step);
      return;
    }
    const std::size_t end = end_of_quoted(text_, begin);
    const std::size_t first = line_of(begin), last = line_of(end);
    for (std::size_t number = first; number < last; ++number) line(number).keep_end = true;
    for (std::size_t number = first + 1; number <= last; ++number) {
      const bool blank = line(number).role == Role::blank;
      content(number, blank ? 0 : wanted + step);
    }
    if (first == last) unquote(node, begin, end);
  }

  void unquote(const YamlOutline& node, std::size_t begin, std::size_t end) {
    if (is_plain_without_quotes(node.text)) edit(begin, end, node.text);
  }

  /// What is in brackets moves as a whole, and no line of it to the left of where it may stand.
  void flow(const YamlOutline& node, std::size_t wanted) {
    place(node.line, node.column, wanted);
    const std::size_t begin = skip_properties(text_, node.offset);
    const std::size_t first = line_of(begin), last = line_of(end_of_flow(text_, begin));
    const std::size_t base = wanted - std::min(wanted, step);  // of the key
    const std::size_t was = line(first).indent;
    for (std::size_t number = first + 1; number <= last; ++number) {
      const std::size_t deeper = line(number).indent - std::min(line(number).indent, was);
      const std::size_t least =
          number == last &&
                  std::string_view("]}").find(at(line(number).begin + line(number).indent)) != std::string_view::npos
              ? base
              : wanted;
      content(number, std::max(base + deeper, least));
    }
    unquote_inside(node);
  }
  void unquote_inside(const YamlOutline& node) {
    for (const YamlOutline& child : node.children) {
      if (child.kind != Kind::scalar || child.properties) continue;
      if (at(child.offset) != '"' && at(child.offset) != '\'') continue;
      const std::size_t end = end_of_quoted(text_, child.offset);
      if (line_of(end) == child.line) unquote(child, child.offset, end);
    }
  }

  void block(std::size_t begin, std::size_t wanted, std::size_t parent) {
    std::size_t header_end = begin + 1;
    std::size_t indicator = 0;
    bool keeps = false;
    for (; std::string_view("+-123456789").find(at(header_end)) != std::string_view::npos && header_end < text_.size();
         ++header_end) {
      if (at(header_end) == '+')
        keeps = true;
      else if (at(header_end) != '-')
        indicator = static_cast<std::size_t>(at(header_end) - '0');
    }
    const std::size_t first = line_of(begin) + 1;
    std::size_t base = indicator == 0 ? 0 : parent + indicator;
    std::size_t end = first;  // behind the last line that is not blank
    bool starts_deeper = false;
    for (std::size_t number = first; number < lines_.size(); ++number) {
      const Line& here = lines_[number];
      if (here.indent == here.text.size()) continue;
      if (here.indent <= parent) break;
      if (base == 0) base = here.indent;
      if (here.indent < base) break;
      if (end == first) starts_deeper = here.indent > base;
      end = number + 1;
    }
    while (keeps && end < lines_.size() && lines_[end].indent == lines_[end].text.size()) ++end;
    for (std::size_t number = first; number < end; ++number) {
      const Line& here = lines_[number];
      const std::size_t deeper = here.indent > base ? here.indent - base : 0;
      content(number, here.indent == here.text.size() && deeper == 0 ? 0 : wanted + deeper);
      line(number).keep_end = true;
    }
    if (indicator == 0) return;
    std::string header(1, at(begin));
    for (std::size_t i = begin + 1; i < header_end; ++i) {
      if (at(i) == '+' || at(i) == '-') header += at(i);
    }
    if (starts_deeper) header += std::to_string(step);
    edit(begin, header_end, header);
  }

  /// Lines that nothing has begun on go on with the plain text above.
  void place_continued_texts() {
    std::sort(plain_.begin(), plain_.end());
    std::size_t settled = 0;  // lines before this one are
    for (std::size_t number = 0; number < lines_.size(); ++number) {
      if (lines_[number].placed || lines_[number].role != Role::structure) continue;
      auto above = std::lower_bound(plain_.begin(), plain_.end(), std::pair<std::size_t, std::size_t>(number, 0));
      if (above == plain_.begin()) throw Unknown{};
      --above;
      for (std::size_t between = std::max(above->first + 1, settled); between <= number; ++between) {
        if (lines_[between].placed && lines_[between].role == Role::structure) throw Unknown{};
        content(between, above->second);
      }
      settled = number + 1;
    }
  }

  /// A comment goes with what is below it, or, where it stands deeper, with what is above on its level.
  void place_comments() {
    std::vector<const Line*> below(lines_.size() + 1);
    for (std::size_t number = lines_.size(); number-- > 0;) {
      below[number] = lines_[number].role == Role::structure ? &lines_[number] : below[number + 1];
    }
    std::vector<const Line*> around;  // what the line is inside of, each deeper than the one before
    for (std::size_t number = 0; number < lines_.size(); ++number) {
      Line& here = lines_[number];
      if (here.role == Role::structure) {
        while (!around.empty() && around.back()->indent >= here.indent) around.pop_back();
        around.push_back(&here);
      }
      if (here.role != Role::comment) continue;
      here.wanted = below[number] == nullptr ? 0 : below[number]->wanted;
      if (here.indent <= (below[number] == nullptr ? 0 : below[number]->indent)) continue;
      const auto level =
          std::find_if(around.rbegin(), around.rend(), [&](const Line* one) { return one->indent <= here.indent; });
      if (level != around.rend()) here.wanted = (*level)->wanted;
    }
  }

  void edit(std::size_t begin, std::size_t end, std::string_view text) {
    edits_.push_back({begin, end, std::string(text)});
  }

  std::string written(const Line& line, std::size_t& next_edit) const {
    std::string body;
    std::size_t from = line.begin + std::min(line.indent, line.text.size());
    const std::size_t end = line.begin + line.text.size();
    for (; next_edit < edits_.size() && edits_[next_edit].begin < end; ++next_edit) {
      body += text_.substr(from, edits_[next_edit].begin - from);
      body += edits_[next_edit].text;
      from = edits_[next_edit].end;
    }
    if (from < end) body += text_.substr(from, end - from);
    if (line.role == Role::structure) body = with_narrow_dashes(std::move(body));
    if (line.role != Role::content) body.erase(0, std::min(body.find_first_not_of(" \t"), body.size()));
    if (!line.keep_end) body.erase(body.find_last_not_of(" \t") + 1);
    return body.empty() && !line.keep_end ? body : std::string(line.wanted, ' ') + body;
  }

  /// "-   - a" becomes "- - a".
  static std::string with_narrow_dashes(std::string body) {
    for (std::size_t at = 0; at + 1 < body.size() && body[at] == '-' && (body[at + 1] == ' ' || body[at + 1] == '\t');
         at += 2) {
      const std::size_t behind = body.find_first_not_of(" \t", at + 1);
      if (behind == std::string::npos || body[behind] == '#') break;
      body[at + 1] = ' ';
      body.erase(at + 2, behind - at - 2);
    }
    return body;
  }

  std::string_view text_;
  std::vector<Line> lines_;
  std::vector<Edit> edits_;
  std::vector<std::pair<std::size_t, std::size_t>> plain_;  // the line of a plain text, and where it would go on
};

}  // namespace

std::optional<std::vector<LaidLine>> lay_out(std::string_view text, const YamlOutline& root) {
  if (root.kind != Kind::map || root.flow || root.properties) return std::nullopt;
  try {
    return Layout(text).run(root);
  } catch (const Unknown&) {
    return std::nullopt;
  }
}

}  // namespace kelpie::rules::tooling
