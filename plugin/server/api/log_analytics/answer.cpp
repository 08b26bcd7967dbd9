#include "plugin/server/api/log_analytics/answer.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "plugin/output/json_writer.hpp"
#include "plugin/server/api/results/query_statistics.hpp"
#include "plugin/server/api/results/render_properties.hpp"
#include "plugin/server/api/results/row_cursor.hpp"

namespace kelpie::server::log_analytics {

namespace {

using plugin::append_json_string;

class Answer final : public PiecewiseBody {
 public:
  Answer(QueryAnswer answer, Preferences preferences) : answer_(std::move(answer)), preferences_(preferences) {}

  bool append(std::string& out) override {
    const std::size_t enough = out.size() + piece_bytes;
    if (!begun_) out += "{\"tables\":[";
    begun_ = true;
    for (; table_ < answer_.tables.size(); ++table_) {
      if (!rows_) {
        begin_table(answer_.tables[table_], out);
        rows_.emplace(answer_.tables[table_], DynamicForm::text);
      }
      if (!rows_->append_rows(out, enough, rows_->rows() == 0)) return false;
      out += "]}";
      statistics_.push_back({rows_->rows(), rows_->bytes()});
      rows_.reset();
    }
    out += ']';
    if (preferences_.statistics)
      out += ",\"statistics\":{\"query\":" + statistics_json(answer_, statistics_, MemberNames::camel_case) + "}";
    if (preferences_.render) out += ",\"render\":" + render_json(note(), MemberNames::camel_case);
    out += '}';
    return true;
  }

 private:
  void begin_table(const executor::ResultTable& table, std::string& out) const {
    out += table_ == 0 ? R"({"name":"PrimaryResult","columns":[)" : R"(,{"name":"PrimaryResult","columns":[)";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      out += i == 0 ? "{\"name\":" : ",{\"name\":";
      append_json_string(table.columns[i].name, out);
      out += ",\"type\":\"";
      out += tables::name_of(table.columns[i].type);
      out += "\"}";
    }
    out += "],\"rows\":[";
  }

  /// There is one for all tables: that of the first which has one.
  [[nodiscard]] std::optional<executor::RenderNote> note() const {
    for (const executor::ResultTable& table : answer_.tables) {
      if (table.render) return table.render;
    }
    return std::nullopt;
  }

  QueryAnswer answer_;
  Preferences preferences_;
  bool begun_ = false;
  std::size_t table_ = 0;
  std::optional<RowCursor> rows_;
  std::vector<DatasetStatistics> statistics_;
};

}  // namespace

std::shared_ptr<PiecewiseBody> answer_body(QueryAnswer answer, Preferences preferences) {
  return std::make_shared<Answer>(std::move(answer), preferences);
}

}  // namespace kelpie::server::log_analytics
