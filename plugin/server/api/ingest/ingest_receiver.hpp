#pragma once

#include <memory>
#include <optional>
#include <string>

#include "plugin/server/api/ingest/idempotency.hpp"
#include "plugin/server/http/router.hpp"
#include "plugin/server/intake/body_intake.hpp"
#include "plugin/server/intake/event_pieces.hpp"

namespace kelpie::server {

/// Whom a request's events come from, for those that are refused: "ingest of shipper-1 (10.0.0.7)".
[[nodiscard]] std::string sender_of(std::string_view face, const Request& request);

/// A body with events, stored piece by piece as it comes and acknowledged when all of it is durable.
class IngestReceiver final : public BodyReceiver {
 public:
  struct Options {
    std::string table;  // of events that do not say it; may be empty
    std::string from;
    bool is_csv = false;
    std::unique_ptr<NumberedRequest> numbered;  // may be null
    std::size_t piece_bytes = std::size_t{4} << 20;
  };
  IngestReceiver(IntakeService& intake, Options options);

  void take(std::string_view piece) override;
  /// {"received":...,"stored":...,"refused":...,"errors":[...]}
  [[nodiscard]] Response finish() override;
  /// The same as numbers.
  [[nodiscard]] IntakeAnswer finish_events();

 private:
  void store(EventPiece piece);

  Options options_;
  BodyIntake batches_;
  EventPieces pieces_;
  bool repeated_ = false;  // pieces of it were stored before
};

}  // namespace kelpie::server
