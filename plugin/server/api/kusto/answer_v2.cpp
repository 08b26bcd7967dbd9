#include "plugin/server/api/kusto/answer_v2.hpp"

#include <algorithm>
#include <optional>

#include "plugin/output/json_object.hpp"
#include "plugin/server/api/kusto/column_type.hpp"
#include "plugin/server/api/results/row_cursor.hpp"
#include "tables/text.hpp"

namespace kelpie::server::kusto {

namespace {

using plugin::append_json_string;

void append_header(const FrameOptions& options, std::string& out) {
  out += R"([{"FrameType":"DataSetHeader","IsProgressive":)";
  out += options.progressive ? "true" : "false";
  out += R"(,"Version":"v2.0","IsFragmented":)";
  out += options.in_fragments() ? "true" : "false";
  out += R"(,"ErrorReportingPlacement":")";
  out += options.errors == FrameOptions::Errors::in_data        ? "InData"
         : options.errors == FrameOptions::Errors::end_of_table ? "EndOfTable"
                                                                : "EndOfDataSet";
  out += "\"}";
}

void append_separator(const FrameOptions& options, std::string& out) { out += options.lines ? "\n," : ","; }
void append_end(const FrameOptions& options, std::string& out) { out += options.lines ? "\n]\n" : "]"; }

class AnswerV2 final : public PiecewiseBody {
 public:
  AnswerV2(AnswerContext context, FrameOptions options) : context_(std::move(context)), options_(options) {}

  bool append(std::string& out) override {
    const std::size_t enough = out.size() + piece_bytes;
    const auto& tables = context_.answer.tables;
    if (!begun_) {
      append_header(options_, out);
      append_properties(out);
    }
    begun_ = true;
    for (; table_ < tables.size(); ++table_) {
      if (!rows_) {
        begin_table(out);
        rows_.emplace(tables[table_], DynamicForm::value);
      }
      if (!(options_.in_fragments() ? append_fragments(out, enough)
                                    : rows_->append_rows(out, enough, rows_->rows() == 0)))
        return false;
      end_table(out);
      statistics_.push_back({rows_->rows(), rows_->bytes()});
      rows_.reset();
    }
    append_completion(out);
    append_separator(options_, out);
    out += R"({"FrameType":"DataSetCompletion","HasErrors":false,"Cancelled":false})";
    append_end(options_, out);
    return true;
  }

 private:
  [[nodiscard]] std::string id() const { return std::to_string(table_ + 1); }

  void append_properties(std::string& out) const {
    append_separator(options_, out);
    out +=
        R"({"FrameType":"DataTable","TableId":0,"TableKind":"QueryProperties","TableName":"@ExtendedProperties","Columns":[{"ColumnName":"TableId","ColumnType":"int"},)"
        R"({"ColumnName":"Key","ColumnType":"string"},{"ColumnName":"Value","ColumnType":"dynamic"}],"Rows":[)";
    for (std::size_t i = 0; i < context_.answer.tables.size(); ++i) {
      out += i == 0 ? "[" : ",[";
      out += std::to_string(i + 1);
      out += ",\"Visualization\",";
      append_json_string(render_json(context_.answer.tables[i].render, MemberNames::as_kusto), out);
      out += ']';
    }
    out += "]}";
  }

  void begin_table(std::string& out) const {
    const executor::ResultTable& table = context_.answer.tables[table_];
    append_separator(options_, out);
    out +=
        options_.in_fragments() ? R"({"FrameType":"TableHeader","TableId":)" : R"({"FrameType":"DataTable","TableId":)";
    out += id() + R"(,"TableKind":"PrimaryResult","TableName":)";
    append_json_string(AnswerContext::name_of(table), out);
    out += ",\"Columns\":";
    append_columns(table.columns, ColumnDescription::v2, out);
    out += options_.in_fragments() ? "}" : ",\"Rows\":[";
  }

  /// One fragment a piece, at least one a table.
  bool append_fragments(std::string& out, std::size_t enough) {
    const executor::ResultTable& table = context_.answer.tables[table_];
    append_separator(options_, out);
    out += R"({"FrameType":"TableFragment","TableId":)" + id() +
           ",\"FieldCount\":" + std::to_string(table.columns.size()) + R"(,"TableFragmentType":"DataAppend","Rows":[)";
    // A fragment has rows, whatever was written before it.
    const bool done = rows_->append_rows(out, std::max(enough, out.size() + 1), true);
    out += "]}";
    if (options_.progressive) {
      append_separator(options_, out);
      const double share =
          done ? 100.0 : 100.0 * static_cast<double>(rows_->rows()) / static_cast<double>(table.rows());
      out +=
          R"({"FrameType":"TableProgress","TableId":)" + id() + ",\"TableProgress\":" + tables::real_text(share) + "}";
    }
    return done;
  }

  void end_table(std::string& out) const {
    if (!options_.in_fragments()) {
      out += "]}";
      return;
    }
    append_separator(options_, out);
    out +=
        R"({"FrameType":"TableCompletion","TableId":)" + id() + ",\"RowCount\":" + std::to_string(rows_->rows()) + "}";
  }

  void append_completion(std::string& out) const {
    append_separator(options_, out);
    out +=
        R"({"FrameType":"DataTable","TableId":)" + id() +
        R"(,"TableKind":"QueryCompletionInformation","TableName":"QueryCompletionInformation","Columns":[{"ColumnName":"Timestamp","ColumnType":"datetime"},)"
        R"({"ColumnName":"ClientRequestId","ColumnType":"string"},{"ColumnName":"ActivityId","ColumnType":"guid"},{"ColumnName":"SubActivityId","ColumnType":"guid"},)"
        R"({"ColumnName":"ParentActivityId","ColumnType":"guid"},{"ColumnName":"Level","ColumnType":"int"},{"ColumnName":"LevelName","ColumnType":"string"},)"
        R"({"ColumnName":"StatusCode","ColumnType":"int"},{"ColumnName":"StatusCodeName","ColumnType":"string"},{"ColumnName":"EventType","ColumnType":"int"},)"
        R"({"ColumnName":"EventTypeName","ColumnType":"string"},{"ColumnName":"Payload","ColumnType":"string"}],"Rows":[)";
    append_event(4, "Info", 4, "QueryInfo",
                 plugin::JsonObject().number("Count", 1).text("Text", completed_successfully).done(), out);
    out += ',';
    append_event(6, "Stats", 0, "QueryResourceConsumption",
                 statistics_json(context_.answer, statistics_, MemberNames::as_kusto), out);
    out += "]}";
  }

  void append_event(int level, std::string_view level_name, int type, std::string_view type_name,
                    const std::string& payload, std::string& out) const {
    const std::string activity = '"' + context_.names.activity + '"';
    out += "[\"" + tables::datetime_text(context_.now) + "\",";
    append_json_string(context_.names.client, out);
    out += "," + activity + "," + activity + "," + activity + "," + std::to_string(level) + ",\"";
    out += level_name;
    out += R"x(",0,"S_OK (0)",)x" + std::to_string(type) + ",\"";
    out += type_name;
    out += "\",";
    append_json_string(payload, out);
    out += ']';
  }

  AnswerContext context_;
  FrameOptions options_;
  bool begun_ = false;
  std::size_t table_ = 0;
  std::optional<RowCursor> rows_;
  std::vector<DatasetStatistics> statistics_;
};

}  // namespace

std::shared_ptr<PiecewiseBody> answer_v2(AnswerContext context, FrameOptions options) {
  return std::make_shared<AnswerV2>(std::move(context), options);
}

std::string failed_v2(const std::string& error, bool cancelled, FrameOptions options) {
  std::string out;
  append_header(options, out);
  append_separator(options, out);
  out += std::string(R"({"FrameType":"DataSetCompletion","HasErrors":true,"Cancelled":)") +
         (cancelled ? "true" : "false") + ",\"OneApiErrors\":[" + error + "]}";
  append_end(options, out);
  return out;
}

}  // namespace kelpie::server::kusto
