import ArgumentParser
import InviteOps
import InviteSettings

/// How results are written.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  case json
  case jsonl
}

/// When text is coloured.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto
  case always
  case never
}

/// The options every command has.
struct GlobalOptions: ParsableArguments {
  @Option(
    name: .customLong("database-url"),
    help: .init("PostgreSQL, as libpq or SQLAlchemy write it.", valueName: "url"))
  var databaseURL: String?

  @Option(
    name: .customLong("read-database-url"),
    help: .init("A replica for commands that only read.", valueName: "url"))
  var readDatabaseURL: String?

  @Option(
    name: .customLong("redis-url"),
    help: .init("Redis of the token buckets: redis://HOST:PORT/DB.", valueName: "url"))
  var redisURL: String?

  @Option(
    name: .customLong("broker-url"),
    help: .init("Redis of the Celery queues. Default: database 1 there.", valueName: "url"))
  var brokerURL: String?

  @Option(
    name: .customLong("result-url"),
    help: .init("Redis of the Celery results. Default: database 2 there.", valueName: "url"))
  var resultURL: String?

  @Option(help: .init("Read settings from this file instead of .env.", valueName: "file"))
  var envFile: String?

  @Option(help: .init("Read settings from this JSON file.", valueName: "file"))
  var config: String?

  @Option(
    name: [.short, .customLong("output")],
    help: .init("Write results as text, json or jsonl.", valueName: "format"))
  var output: OutputFormat = .text

  @Flag(name: .shortAndLong, help: "Say nothing but results and errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Log what is done to stderr.")
  var verbose = false

  @Option(help: .init("Colour text: auto, always or never.", valueName: "when"))
  var color: ColorChoice = .auto

  @Flag(name: .customLong("no-input"), help: "Never ask; fail where an answer is needed.")
  var noInput = false

  @Option(help: .init("Longest wait for one answer of a server. Default: 10s.", valueName: "time"))
  var timeout: String?

  @Option(
    help: .init("Log statements that take this long or longer.", valueName: "time"),
    transform: DurationArgument.parse)
  var slow: Duration?

  @Flag(help: "With --slow: log their plans, too.")
  var slowPlan = false

  var flags: [Setting: String] {
    var flags: [Setting: String] = [:]
    flags[.databaseURL] = databaseURL
    flags[.readDatabaseURL] = readDatabaseURL
    flags[.redisURL] = redisURL
    flags[.brokerURL] = brokerURL
    flags[.resultURL] = resultURL
    flags[.timeout] = timeout
    return flags
  }
}
