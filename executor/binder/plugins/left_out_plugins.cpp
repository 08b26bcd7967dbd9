// Plugins that a query may name and that are not here, with the reason.

#include <array>

#include "executor/binder/plugins/plugin.hpp"

namespace kelpie::executor {

namespace {

constexpr std::string_view no_code = "no code of another language is run here";
constexpr std::string_view no_service = "a query reaches no other service; load the data with --data NAME=FILE";
constexpr std::string_view no_model = "a query reaches no other service, and no language model";
constexpr std::string_view no_storage =
    "a query reaches no storage account; load the file with --data NAME=FILE and use getschema";

constexpr auto left_out = std::to_array<LeftOutPlugin>({
    {"ai_chat_completion", "Continues a conversation with a language model.", no_model},
    {"ai_chat_completion_prompt", "Asks a language model for each row.", no_model},
    {"ai_embed_text", "Turns text into vectors with a language model.", no_model},
    {"ai_embeddings", "Turns text into vectors with a language model.", no_model},
    {"azure_digital_twins_query_request", "Queries Azure Digital Twins.", no_service},
    {"cosmosdb_sql_request", "Queries a Cosmos DB.", no_service},
    {"csharp", "Runs a C# script over the rows.", no_code},
    {"dax_request", "Queries a tabular model in DAX.", no_service},
    {"execute_query", "Queries another cluster.", no_service},
    {"execute_show_command", "Runs a management command of a cluster.", "there is no cluster to manage here"},
    {"external_datatable", "Takes rows that a client sends with its request.",
     "a query brings no rows but those of its text; write them as a datatable"},
    {"http_request", "Gets what an address answers.", no_service},
    {"http_request_post", "Gets what an address answers to a message.", no_service},
    {"identity_v3", "Hands the rows on, or fails as it is told to.",
     "the service tests itself with it; there is identity"},
    {"infer_storage_schema", "Guesses the schema of files in a storage account.", no_storage},
    {"infer_storage_schema_with_suggestions", "Guesses the schema of files in a storage account, and better types.",
     no_storage},
    {"mysql_request", "Queries a MySQL server.", no_service},
    {"postgresql_request", "Queries a PostgreSQL server.", no_service},
    {"python", "Runs a Python script over the rows.", no_code},
    {"r", "Runs an R script over the rows.", no_code},
    {"sql_request", "Queries an SQL server.", no_service},
});

}  // namespace

std::span<const LeftOutPlugin> left_out_plugins() { return left_out; }

}  // namespace kelpie::executor
