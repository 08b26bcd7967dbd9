#include <csignal>
#include <iostream>
#include <mutex>

#include <CLI/CLI.hpp>
#include <pthread.h>

#include "plugin/cli/command.hpp"
#include "plugin/cli/session.hpp"
#include "plugin/output/json_writer.hpp"
#include "plugin/server/access/token_gate.hpp"
#include "plugin/server/server.hpp"
#include "plugin/server/server_settings.hpp"

namespace kelpie::plugin {

namespace {

struct ServeArguments {
  std::string configuration;
  bool check = false;
  bool schema = false;
};

/// Lines of many threads on standard error, one at a time; what a line says of others is made harmless.
class StandardErrorLog {
 public:
  void operator()(kelpie_log_level level, std::string_view message) {
    const char* word = level == KELPIE_LOG_ERROR ? "error: " : level == KELPIE_LOG_WARNING ? "warning: " : "";
    const std::lock_guard lock(mutex_);
    std::cerr.clear();  // a disk that was full may have room again
    std::cerr << "kelpie: " << word << harmless_lines(message) << std::endl;
  }

 private:
  static std::string harmless_lines(std::string_view text) {
    std::string out;
    for (const char letter : text) out += (static_cast<unsigned char>(letter) < 0x20 && letter != '\n') || letter == 0x7F ? ' ' : letter;
    while (out.ends_with('\n')) out.pop_back();
    return out;
  }
  std::mutex mutex_;
};

server::ServerConfiguration read(const ServeArguments& arguments) {
  return server::read_server_configuration(read_text(arguments.configuration), arguments.configuration);
}

/// Waits for signals until one says that it is the end. All threads have them blocked, so that they come here and interrupt nobody.
void wait_for_the_end(const sigset_t& signals, const ServeArguments& arguments, server::Server& running, StandardErrorLog& log) {
  for (;;) {
    int signal = 0;
    if (::sigwait(&signals, &signal) != 0) continue;
    if (signal != SIGHUP) return;
    try {
      running.reload(read(arguments));
    } catch (const std::exception& wrong) {
      log(KELPIE_LOG_ERROR, std::string("the configuration cannot be read again, everything stays as it was:\n") + wrong.what());
    }
  }
}

int serve(const ServeArguments& arguments) {
  if (arguments.schema) {
    std::cout << server::server_configuration_schema() << '\n';
    return exit_ok;
  }
  if (arguments.configuration.empty()) throw UsageError("serve needs --config FILE; 'kelpie serve --schema' says what may stand in it");
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&signals, signal);
  std::signal(SIGPIPE, SIG_IGN);
  StandardErrorLog log;
  try {
    server::ServerConfiguration configuration = read(arguments);
    if (arguments.check) {
      const auto problems = server::problems_of_files(configuration, [&log](kelpie_log_level level, std::string_view message) { log(level, message); });
      for (const std::string& one : problems) log(KELPIE_LOG_ERROR, one);
      if (!problems.empty()) return exit_refused;
      std::cerr << "kelpie: " << arguments.configuration << " is sound, and so are the files that it names\n";
      return exit_ok;
    }
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    server::Server running(std::move(configuration), [&log](kelpie_log_level level, std::string_view message) { log(level, message); });
    for (const std::string& address : running.addresses()) log(KELPIE_LOG_INFO, "listens: " + address);
    log(KELPIE_LOG_INFO, "ready");
    wait_for_the_end(signals, arguments, running, log);
    log(KELPIE_LOG_INFO, "stops");
    const std::uint64_t waiting = running.stop();
    if (waiting > 0) log(KELPIE_LOG_WARNING, std::to_string(waiting) + (waiting == 1 ? " alert waits" : " alerts wait") + " for the next start");
    return exit_ok;
  } catch (const server::ConfigurationRefused& wrong) {
    std::cerr << wrong.what() << '\n';
  } catch (const server::ServerError& wrong) {
    std::cerr << "kelpie: " << wrong.what() << '\n';
  }
  return exit_refused;
}

struct TokenArguments {
  std::string name;
  std::vector<std::string> roles;
};

int make_token(const TokenArguments& arguments) {
  for (const std::string& role : arguments.roles) {
    if (!server::role_named(role)) throw UsageError("--role: there is no role '" + role + "'; expected ingest, query, rules, metrics or admin");
  }
  const std::string token = server::new_token();
  std::string roles;
  for (const std::string& role : arguments.roles) roles += (roles.empty() ? "" : ", ") + role;
  std::string name;
  append_json_string(arguments.name, name);
  std::cerr << "The token, which is shown this once; whoever has it is " << arguments.name << ":\n";
  std::cout << token << std::endl;
  std::cerr << "For the server's configuration, which does not hold the token itself:\ntokens:\n  - name: " << name << "\n    sha256: " << server::sha256_of(token)
            << "\n    roles: [" << roles << "]\n";
  return exit_ok;
}

}  // namespace

CommandAction add_serve(CLI::App& app, CLI::App*& made) {
  made = app.add_subcommand("serve", "Takes events and answers queries over the network: the APIs of Kusto, Log Analytics and Graph, Splunk's and Elasticsearch's ways in, syslog, RELP, Kafka");
  const auto arguments = std::make_shared<ServeArguments>();
  made->add_option("--config", arguments->configuration, "YAML file; SIGHUP reads tokens, certificates and rules again")->type_name("FILE");
  made->add_flag("--check", arguments->check, "Only say whether the file and the certificates, keys, schemas and functions that it names are sound; the store is not opened");
  made->add_flag("--schema", arguments->schema, "Print the JSON Schema of the file");
  return [arguments] { return serve(*arguments); };
}

CommandAction add_token(CLI::App& app, CLI::App*& made) {
  made = app.add_subcommand("token", "Makes a token for 'kelpie serve' and the lines of its configuration");
  const auto arguments = std::make_shared<TokenArguments>();
  made->add_option("name", arguments->name, "Who is going to have it: a shipper, an analyst")->required();
  made->add_option("--role", arguments->roles, "ingest, query, rules, metrics or admin; may be repeated")->required()->type_name("ROLE");
  return [arguments] { return make_token(*arguments); };
}

}  // namespace kelpie::plugin
