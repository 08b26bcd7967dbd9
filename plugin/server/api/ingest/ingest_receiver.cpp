#include "plugin/server/api/ingest/ingest_receiver.hpp"

#include "plugin/output/json_object.hpp"

namespace kelpie::server {

using plugin::JsonObject;

std::string sender_of(std::string_view face, const Request& request) {
  std::string from = std::string(face) + " of " + request.caller.name;
  if (!request.caller.address.empty()) from += " (" + request.caller.address + ")";
  return from;
}

IngestReceiver::IngestReceiver(IntakeService& intake, Options options)
    : options_(std::move(options)),
      batches_(intake),
      pieces_({options_.piece_bytes, static_cast<std::size_t>(intake.event_bytes()), options_.is_csv},
              [this](EventPiece piece) { store(std::move(piece)); }) {}

void IngestReceiver::store(EventPiece piece) {
  if (options_.numbered != nullptr && options_.numbered->is_done(piece.begin, piece.end)) {
    repeated_ = true;
    return;
  }
  IntakeBatch batch;
  batch.table = options_.table;
  batch.events = std::move(piece.events);
  batch.from = options_.from;
  batch.layout = piece.layout;
  batch.lines_before = piece.lines_before;
  batch.bytes_before = piece.bytes_before;
  if (options_.numbered != nullptr) batch.sources.push_back(options_.numbered->range(piece.begin, piece.end));
  batches_.add(std::move(batch));
}

void IngestReceiver::take(std::string_view piece) {
  if (options_.numbered != nullptr && pieces_.bytes() + piece.size() > NumberedRequest::places)
    throw RequestRefused({413,
                          "PayloadTooLarge",
                          "a request with an Idempotency-Key has " + std::to_string(NumberedRequest::places >> 30) +
                              " GiB at most; send it in parts",
                          {}});
  pieces_.add(piece);
}

IntakeAnswer IngestReceiver::finish_events() {
  if (options_.numbered != nullptr && options_.numbered->complete()) {
    repeated_ = true;
    return {};
  }
  pieces_.finish();
  if (options_.numbered != nullptr) {
    IntakeBatch end;
    end.sources.push_back(options_.numbered->rest(pieces_.bytes()));
    batches_.add(std::move(end));
  }
  return batches_.finish();
}

Response IngestReceiver::finish() {
  const IntakeAnswer answer = finish_events();
  JsonObject told;
  told.number("received", answer.rows + answer.refused).number("stored", answer.rows).number("refused", answer.refused);
  if (repeated_) told.boolean("repeated", true);
  told.raw("errors", plugin::json_list(answer.problems, [](const RecordProblem& problem) {
             return JsonObject()
                 .number("line", problem.line + 1)
                 .number("offset", problem.offset)
                 .text("reason", problem.reason)
                 .done();
           }));
  const bool nothing = answer.rows == 0 && answer.refused > 0;
  if (nothing) {
    const std::string reason = answer.problems.empty() ? std::string() : ": " + answer.problems.front().reason;
    told.raw("error",
             JsonObject()
                 .text("code", "NoEvents")
                 .text("message", "none of the " + std::to_string(answer.refused) +
                                      " records is an event that can be stored" + reason +
                                      ". Sending them again changes nothing; they are in the file of refused events")
                 .done());
  }
  Response response = Response::json(told.done() + "\n", nothing ? 422 : 200);
  if (repeated_) response.with("Idempotency-Replayed", "true");
  return response;
}

}  // namespace kelpie::server
