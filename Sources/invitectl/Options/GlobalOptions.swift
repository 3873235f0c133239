import ArgumentParser
import InviteOps
import InviteSettings
import Localization

/// How results are written.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  case json
  case jsonl

  /// The one that a command line names last, found before it is parsed, or where it cannot be.
  static func typed(in arguments: some Collection<String>) -> OutputFormat {
    var typed = OutputFormat.text
    var rest = Array(arguments)[...]
    while let argument = rest.popFirst(), argument != "--" {
      if let format = named(by: argument, rest.first) { typed = format }
    }
    return typed
  }

  /// What `-o json`, `--output=jsonl` and `-qo json` name, since flags of one letter may stand together; `nil` for
  /// any other argument.
  static func named(by argument: String, _ next: String?) -> OutputFormat? {
    for name in ["--output=", "-o="] where argument.hasPrefix(name) {
      return OutputFormat(rawValue: String(argument.dropFirst(name.count)))
    }
    let isOutput =
      argument == "--output"
      || (argument.hasPrefix("-") && !argument.hasPrefix("--") && argument.hasSuffix("o"))
    return isOutput ? next.flatMap { OutputFormat(rawValue: $0) } : nil
  }
}

/// When text is coloured.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto
  case always
  case never
}

/// What `--lang` takes.
enum LanguageArgument: String, CaseIterable, ExpressibleByArgument {
  case en
  case zh
}

/// The options every command has.
struct GlobalOptions: ParsableArguments {
  @Option(
    name: .customLong("database-url"),
    help: .init(tr("PostgreSQL, as libpq or SQLAlchemy write it."), valueName: "url"))
  var databaseURL: String?

  @Option(
    name: .customLong("read-database-url"),
    help: .init(tr("A replica for commands that only read."), valueName: "url"))
  var readDatabaseURL: String?

  @Option(
    name: .customLong("redis-url"),
    help: .init(tr("Redis of the token buckets: redis://HOST:PORT/DB."), valueName: "url"))
  var redisURL: String?

  @Option(
    name: .customLong("broker-url"),
    help: .init(tr("Redis of the Celery queues. Default: database 1 there."), valueName: "url"))
  var brokerURL: String?

  @Option(
    name: .customLong("result-url"),
    help: .init(tr("Redis of the Celery results. Default: database 2 there."), valueName: "url"))
  var resultURL: String?

  @Option(help: .init(tr("Read settings from this file instead of .env."), valueName: "file"))
  var envFile: String?

  @Option(help: .init(tr("Read settings from this JSON file."), valueName: "file"))
  var config: String?

  @Option(
    name: [.short, .customLong("output")],
    help: .init(tr("Write results as text, json or jsonl."), valueName: "format"))
  var output: OutputFormat = .text

  @Flag(name: .shortAndLong, help: .init(tr("Say nothing but results and errors.")))
  var quiet = false

  @Flag(name: .shortAndLong, help: .init(tr("Log what is done to stderr.")))
  var verbose = false

  @Option(help: .init(tr("Colour text: auto, always or never."), valueName: "when"))
  var color: ColorChoice = .auto

  /// Taken out of the command line before it is parsed (``SpokenLanguage``): help texts have their language by then.
  /// Here it stands for its help and the completions.
  @Option(
    help: .init(
      tr("Language; else LC_ALL, LC_MESSAGES or LANG decide it."), valueName: "language"))
  var lang: LanguageArgument?

  @Flag(
    name: .customLong("no-input"), help: .init(tr("Never ask; fail where an answer is needed.")))
  var noInput = false

  @Option(
    help: .init(tr("Longest wait for one answer of a server. Default: 10s."), valueName: "time"))
  var timeout: String?

  @Option(
    help: .init(tr("Log statements that take this long or longer."), valueName: "time"),
    transform: DurationArgument.parse)
  var slow: Duration?

  @Flag(help: .init(tr("With --slow: log their plans, too.")))
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
