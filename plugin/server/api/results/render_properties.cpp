#include "plugin/server/api/results/render_properties.hpp"

#include <array>
#include <cctype>
#include <string_view>

#include "plugin/output/json_writer.hpp"
#include "tables/text.hpp"

namespace kelpie::server {

namespace {

enum class Kind { text, flag, least, number };
struct Member {
  std::string_view name, property;  // property: as the operator's `with` spells it
  Kind kind = Kind::text;
};

constexpr std::array members = {
    Member{"Visualization", ""},
    Member{"Title", "title"},
    Member{"XColumn", "xcolumn"},
    Member{"Series", "series"},
    Member{"YColumns", "ycolumns"},
    Member{"AnomalyColumns", "anomalycolumns"},
    Member{"XTitle", "xtitle"},
    Member{"YTitle", "ytitle"},
    Member{"XAxis", "xaxis"},
    Member{"YAxis", "yaxis"},
    Member{"Legend", "legend"},
    Member{"YSplit", "ysplit"},
    Member{"Accumulate", "accumulate", Kind::flag},
    Member{"IsQuerySorted", "", Kind::flag},
    Member{"Kind", "kind"},
    Member{"Ymin", "ymin", Kind::least},
    Member{"Ymax", "ymax", Kind::least},
    Member{"Xmin", "xmin", Kind::number},
    Member{"Xmax", "xmax", Kind::number},
};

const std::string* find(const executor::RenderNote& render, std::string_view property) {
  for (const auto& [name, value] : render.properties) {
    if (name == property) return &value;
  }
  return nullptr;
}

std::string value_of(const Member& member, const std::optional<executor::RenderNote>& render) {
  const std::string* said = nullptr;
  if (render)
    said = member.name == "Visualization" ? &render->chart
           : member.property.empty()      ? nullptr
                                          : find(*render, member.property);
  std::string out;
  switch (member.kind) {
    case Kind::flag:
      return said != nullptr && *said == "true" ? "true" : "false";
    case Kind::least:
    case Kind::number:
      if (said == nullptr) return member.kind == Kind::least ? "\"NaN\"" : "null";
      if (const auto number = tables::parse_real(*said); number && *number - *number == 0)
        return tables::real_text(*number);
      plugin::append_json_string(*said, out);
      return out;
    case Kind::text:
      break;
  }
  if (said == nullptr) return "null";
  plugin::append_json_string(*said, out);
  return out;
}

std::string make(const std::optional<executor::RenderNote>& render, MemberNames names) {
  std::string out = "{";
  for (const Member& member : members) {
    if (out.size() > 1) out += ',';
    out += '"';
    out += names == MemberNames::camel_case
               ? static_cast<char>(std::tolower(static_cast<unsigned char>(member.name.front())))
               : member.name.front();
    out += member.name.substr(1);
    out += "\":" + value_of(member, render);
  }
  return out + "}";
}

}  // namespace

std::string render_json(const std::optional<executor::RenderNote>& render, MemberNames names) {
  static const std::string nothing_kusto = make(std::nullopt, MemberNames::as_kusto);
  static const std::string nothing_camel = make(std::nullopt, MemberNames::camel_case);
  if (!render) return names == MemberNames::as_kusto ? nothing_kusto : nothing_camel;
  return make(render, names);
}

}  // namespace kelpie::server
