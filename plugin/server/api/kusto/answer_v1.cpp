#include "plugin/server/api/kusto/answer_v1.hpp"

#include <optional>

#include "plugin/output/json_writer.hpp"
#include "plugin/server/api/kusto/column_type.hpp"
#include "plugin/server/http/random_guid.hpp"
#include "plugin/server/api/results/row_cursor.hpp"
#include "tables/text.hpp"

namespace kelpie::server::kusto {

namespace {

using plugin::append_json_string;

class AnswerV1 final : public PiecewiseBody {
 public:
  AnswerV1(AnswerContext context, Surroundings surroundings)
      : context_(std::move(context)), surroundings_(surroundings) {}

  bool append(std::string& out) override {
    const std::size_t enough = out.size() + piece_bytes;
    const auto& tables = context_.answer.tables;
    if (!begun_) out += "{\"Tables\":[";
    begun_ = true;
    for (; table_ < tables.size(); ++table_) {
      if (!rows_) {
        begin_table(table_, out);
        append_columns(tables[table_].columns, ColumnDescription::v1, out);
        out += ",\"Rows\":[";
        rows_.emplace(tables[table_], DynamicForm::value);
      }
      if (!rows_->append_rows(out, enough, rows_->rows() == 0)) return false;
      out += "]}";
      statistics_.push_back({rows_->rows(), rows_->bytes()});
      rows_.reset();
    }
    if (surroundings_ == Surroundings::query) append_surroundings(out);
    out += "]}";
    return true;
  }

 private:
  static void begin_table(std::size_t number, std::string& out) {
    out += number == 0 ? "{\"TableName\":\"Table_" : ",{\"TableName\":\"Table_";
    out += std::to_string(number);
    out += "\",\"Columns\":";
  }

  void append_surroundings(std::string& out) const {
    const std::size_t count = context_.answer.tables.size();
    begin_table(count, out);
    out += R"([{"ColumnName":"Value","DataType":"String","ColumnType":"string"}],"Rows":[)";
    for (std::size_t i = 0; i < count; ++i) {
      out += i == 0 ? "[" : ",[";
      append_json_string(render_json(context_.answer.tables[i].render, MemberNames::as_kusto), out);
      out += ']';
    }
    out += "]}";
    append_status(count + 1, out);
    append_contents(count, out);
  }

  void append_status(std::size_t number, std::string& out) const {
    begin_table(number, out);
    out +=
        R"([{"ColumnName":"Timestamp","DataType":"DateTime","ColumnType":"datetime"},{"ColumnName":"Severity","DataType":"Int32","ColumnType":"int"},)"
        R"({"ColumnName":"SeverityName","DataType":"String","ColumnType":"string"},{"ColumnName":"StatusCode","DataType":"Int32","ColumnType":"int"},)"
        R"({"ColumnName":"StatusDescription","DataType":"String","ColumnType":"string"},{"ColumnName":"Count","DataType":"Int32","ColumnType":"int"},)"
        R"({"ColumnName":"RequestId","DataType":"Guid","ColumnType":"guid"},{"ColumnName":"ActivityId","DataType":"Guid","ColumnType":"guid"},)"
        R"({"ColumnName":"SubActivityId","DataType":"Guid","ColumnType":"guid"},{"ColumnName":"ClientActivityId","DataType":"String","ColumnType":"string"}],"Rows":[)";
    append_event(4, "Info", completed_successfully, out);
    out += ',';
    append_event(6, "Stats", statistics_json(context_.answer, statistics_, MemberNames::as_kusto), out);
    out += "]}";
  }

  void append_event(int severity, std::string_view name, std::string_view text, std::string& out) const {
    const std::string activity = '"' + context_.names.activity + '"';
    out += "[\"" + tables::datetime_text(context_.now) + "\"," + std::to_string(severity) + ",\"";
    out += name;
    out += "\",0,";
    append_json_string(text, out);
    out += ",1," + activity + "," + activity + "," + activity + ",";
    append_json_string(context_.names.client, out);
    out += ']';
  }

  static void append_contents(std::size_t results, std::string& out) {
    begin_table(results + 2, out);
    out +=
        R"([{"ColumnName":"Ordinal","DataType":"Int64","ColumnType":"long"},{"ColumnName":"Kind","DataType":"String","ColumnType":"string"},)"
        R"({"ColumnName":"Name","DataType":"String","ColumnType":"string"},{"ColumnName":"Id","DataType":"String","ColumnType":"string"},)"
        R"({"ColumnName":"PrettyName","DataType":"String","ColumnType":"string"}],"Rows":[)";
    for (std::size_t i = 0; i < results; ++i)
      out += "[" + std::to_string(i) + R"(,"QueryResult","PrimaryResult",")" + random_guid() + "\",\"\"],";
    out +=
        "[" + std::to_string(results) + R"(,"QueryProperties","@ExtendedProperties",")" + random_guid() + "\",\"\"],";
    out += "[" + std::to_string(results + 1) +
           R"(,"QueryStatus","QueryStatus","00000000-0000-0000-0000-000000000000",""]]})";
  }

  AnswerContext context_;
  Surroundings surroundings_;
  bool begun_ = false;
  std::size_t table_ = 0;
  std::optional<RowCursor> rows_;
  std::vector<DatasetStatistics> statistics_;
};

}  // namespace

std::shared_ptr<PiecewiseBody> answer_v1(AnswerContext context, Surroundings surroundings) {
  return std::make_shared<AnswerV1>(std::move(context), surroundings);
}

}  // namespace kelpie::server::kusto
