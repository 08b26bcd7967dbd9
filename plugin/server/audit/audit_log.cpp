#include "plugin/server/audit/audit_log.hpp"

#include <cstdio>
#include <utility>

#include "plugin/output/json_object.hpp"
#include "tables/text.hpp"

namespace kelpie::server {

namespace {

constexpr std::string_view table_name = "KelpieAudit";
constexpr std::chrono::milliseconds between_writes{200};
/// Of entries that wait; more are dropped and counted.
constexpr std::size_t most_bytes = std::size_t{32} << 20;
constexpr std::size_t most_text = 16'384;
constexpr std::chrono::seconds patience{5};

std::string roles_text(Roles roles) {
  std::string text;
  for (const Role role : {Role::ingest, Role::query, Role::rules, Role::admin}) {
    if (roles.holds(role)) text += (text.empty() ? "" : ",") + std::string(name_of(role));
  }
  return text;
}

}  // namespace

tables::TableSchema audit_schema() {
  using tables::Type;
  tables::TableSchema schema;
  schema.name = table_name;
  schema.description = "What was asked of this server and administered in it: who, when, how, with what result.";
  const auto column = [&](const char* name, Type type, const char* description) { schema.columns.push_back({name, type, description, name}); };
  column("TimeGenerated", Type::datetime, "When it ended.");
  column("OperationName", Type::string, "Query, or what was administered.");
  column("CallerName", Type::string, "The token's name, the subject of a JSON Web Token, or anonymous.");
  column("CallerRoles", Type::string, "What the caller may do, separated by commas.");
  column("CallerIpAddress", Type::string, "Whom the connection was with.");
  column("Api", Type::string, "By which interface: kusto, log-analytics, graph, rules.");
  column("RequestId", Type::string, "The request's or query's id.");
  column("Text", Type::string, "The query, or what was asked for; at most 16 KB of it.");
  column("Result", Type::string, "answered, refused, limited, timed out, cancelled, done, ...");
  column("Reason", Type::string, "Why it did not go well.");
  column("DurationMs", Type::real, "How long it took.");
  column("RowCount", Type::long_, "Rows of the answer.");
  return schema;
}

AuditLog::AuditLog(IntakeService& intake, std::function<std::int64_t()> now, std::function<void(const std::string&)> lost)
    : intake_(intake), now_(std::move(now)), lost_(std::move(lost)), thread_([this] { run(); }) {}

AuditLog::~AuditLog() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void AuditLog::add(const AuditEntry& entry) {
  char milliseconds[32];
  std::snprintf(milliseconds, sizeof milliseconds, "%.3f", entry.milliseconds);
  const std::string line = plugin::JsonObject()
                               .text("TimeGenerated", tables::datetime_text(now_()))
                               .text("OperationName", entry.operation)
                               .text("CallerName", entry.caller->name)
                               .text("CallerRoles", roles_text(entry.caller->roles))
                               .text("CallerIpAddress", entry.caller->address)
                               .text("Api", entry.face)
                               .text("RequestId", entry.id)
                               .text("Text", entry.text.substr(0, most_text))
                               .text("Result", entry.result)
                               .text("Reason", entry.reason.substr(0, most_text))
                               .raw("DurationMs", milliseconds)
                               .number("RowCount", entry.rows)
                               .done();
  const std::lock_guard lock(mutex_);
  if (lines_.size() + line.size() > most_bytes) {
    ++dropped_;
    return;
  }
  lines_ += line;
  lines_ += '\n';
  if (++count_ == 1) changed_.notify_all();
}

void AuditLog::run() {
  std::unique_lock lock(mutex_);
  while (!ending_ || count_ > 0) {
    changed_.wait(lock, [this] { return ending_ || count_ > 0; });
    if (!ending_) changed_.wait_for(lock, between_writes, [this] { return ending_; });
    if (count_ > 0) hand_over(lock);
  }
}

void AuditLog::hand_over(std::unique_lock<std::mutex>& lock) {
  IntakeBatch batch;
  batch.table = table_name;
  batch.events = std::exchange(lines_, {});
  batch.from = "the audit log";
  const std::uint64_t count = std::exchange(count_, 0), dropped = std::exchange(dropped_, 0);
  lock.unlock();
  const IntakeAnswer answer = intake_.put(std::move(batch), std::chrono::steady_clock::now() + patience);
  lock.lock();
  const bool stored = answer.outcome == IntakeAnswer::Outcome::stored;
  if (stored && dropped == 0 && answer.refused == 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (told_ != std::chrono::steady_clock::time_point{} && now - told_ < std::chrono::minutes(1)) return;
  told_ = now;
  lost_("the audit log lost " + std::to_string((stored ? 0 : count) + dropped + answer.refused) + " entries" + (answer.message.empty() ? "" : ": " + answer.message));
}

}  // namespace kelpie::server
