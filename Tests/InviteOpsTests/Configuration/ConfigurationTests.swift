import FoundationEssentials
import Glibc
import PostgresClient
import RedisClient
import TestSupport
import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import InviteSettings

@Suite struct ConfigurationTests {
  private let directory: URL

  init() throws {
    directory = URL(filePath: Sandbox.temporaryPath())
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: directory.appending(path: name))
  }

  private func configuration(
    flags: [Setting: String] = [:], environment: [String: String] = [:], envFile: String? = nil,
    configFile: String? = nil
  ) throws -> InviteConfiguration {
    defer { try? FileManager.default.removeItem(at: directory) }
    return try InviteConfiguration(
      SettingSources(
        flags: flags, environment: environment, envFile: envFile, configFile: configFile,
        // Whoever runs the tests owns the directory, or is root.
        workingDirectory: directory.path, userID: max(geteuid(), 1)))
  }

  private func shown(_ configuration: InviteConfiguration, _ setting: Setting) -> String {
    configuration.shown.first { $0.name == setting.rawValue }.map {
      "\($0.value ?? "-") (\($0.source))"
    } ?? "not shown"
  }

  @Test func `nothing configured is the backend's default`() throws {
    let configuration = try configuration()
    #expect(configuration.database == nil)
    #expect(configuration.bucket.description == "redis://localhost:6379/0")
    #expect(configuration.broker.description == "redis://localhost:6379/1")
    #expect(configuration.result.description == "redis://localhost:6379/2")
    #expect(configuration.timeout == .seconds(10))
  }

  @Test func `flag before environment before env file before config file`() throws {
    try write("invitectl.json", #"{"redis": {"url": "redis://config/0"}, "timeout": 3}"#)
    try write(".env", "REDIS_URL=redis://envfile/0\nDATABASE_URL=postgresql://u@envfile/d\n")
    let configuration = try configuration(
      flags: [.databaseURL: "postgresql://u@flag/d"],
      environment: ["DATABASE_URL": "postgresql://u@environment/d"])
    #expect(configuration.database?["host"] == "flag")
    #expect(shown(configuration, .redisURL) == "redis://envfile:6379/0 (.env REDIS_URL)")
    #expect(configuration.timeout == .seconds(3))
  }

  @Test func `our own name wins over the backend's within one place`() throws {
    let configuration = try configuration(environment: [
      "REDIS_URL": "redis://backend/0", "INVITECTL_REDIS_URL": "redis://ours/4",
      "INVITECTL_BROKER_URL": "redis://broker/7",
    ])
    #expect(
      shown(configuration, .redisURL) == "redis://ours:6379/4 (environment INVITECTL_REDIS_URL)")
    #expect(configuration.broker.description == "redis://broker:6379/7")
    #expect(configuration.result.description == "redis://ours:6379/2")
  }

  @Test func `an empty value counts as not set`() throws {
    try write(".env", "REDIS_URL=redis://envfile/0\n")
    let configuration = try configuration(environment: ["REDIS_URL": ""])
    #expect(configuration.bucket.description == "redis://envfile:6379/0")
  }

  @Test func `host, port and numbers without a URL`() throws {
    let configuration = try configuration(environment: [
      "REDIS_HOST": "cache", "REDIS_PORT": "6380", "REDIS_BROKER_DB": "5",
      "REDIS_BACKEND_DB": "6",
    ])
    #expect(configuration.bucket.description == "redis://cache:6380/0")
    #expect(configuration.broker.description == "redis://cache:6380/5")
    #expect(configuration.result.description == "redis://cache:6380/6")
  }

  /// Faults C17: the number that the backend's own variable has does not count beside a URL, as in the
  /// backend; doctor says where its first revisions look.
  @Test func `a number of the backend's beside a URL is the older rule`() throws {
    let configuration = try configuration(environment: [
      "REDIS_URL": "redis://:pw@cache:6379/0", "REDIS_HOST": "cache", "REDIS_BROKER_DB": "5",
    ])
    #expect(configuration.broker.description == "redis://cache:6379/1")
    let older = try #require(configuration.olderCelery)
    #expect(older.broker.description == "redis://cache:6379/5")
    #expect(older.broker.password == "pw", "the same server has the same login")
    #expect(older.result.description == "redis://cache:6379/2")
    #expect(older.variables == ["environment REDIS_HOST", "environment REDIS_BROKER_DB"])
  }

  @Test(arguments: [
    ["REDIS_URL": "redis://cache/0"],
    ["REDIS_URL": "redis://cache/0", "REDIS_HOST": "cache", "REDIS_BROKER_DB": "1"],
    [
      "REDIS_URL": "redis://cache/0", "REDIS_BROKER_DB": "5", "INVITECTL_BROKER_URL": "redis://c/7",
    ],
    ["REDIS_HOST": "cache", "REDIS_BROKER_DB": "5"],
    ["REDIS_URL": "redis://cache/0", "REDIS_BROKER_DB": "no number"],
  ])
  func `where both rules agree, or one was chosen, there is no other`(
    environment: [String: String]
  ) throws {
    #expect(try configuration(environment: environment).olderCelery == nil)
  }

  @Test func `a number that was said to us counts beside a URL`() throws {
    try write("invitectl.json", #"{"redis": {"backendDb": 8}}"#)
    let configuration = try configuration(environment: [
      "REDIS_URL": "redis://cache:6379/0", "INVITECTL_REDIS_BROKER_DB": "5",
    ])
    #expect(configuration.broker.description == "redis://cache:6379/5")
    #expect(configuration.result.description == "redis://cache:6379/8")
    #expect(configuration.olderCelery == nil)
  }

  @Test(arguments: [
    "postgresql://app:s3cret@db:5433/hub", "postgresql+psycopg2://app:s3cret@db:5433/hub",
    "postgresql+asyncpg://app:s3cret@db:5433/hub?ssl=require&prepared_statement_cache_size=0",
    "postgres://app:s3cret@db:5433/hub", "host=db port=5433 user=app password=s3cret dbname=hub",
    "postgresql://db:5433/hub?user=app&password=s3cret",
  ])
  func `SQLAlchemy's forms are libpq's`(url: String) throws {
    let configuration = try configuration(environment: ["DATABASE_URL": url])
    let database = try #require(configuration.database)
    #expect(database["host"] == "db")
    #expect(database["port"] == "5433")
    #expect(database["user"] == "app")
    #expect(database["password"] == "s3cret")
    #expect(database["dbname"] == "hub")
    #expect(!"\(configuration.shown)".contains("s3cret"))
    #expect(!"\(database)".contains("s3cret"))
  }

  @Test(arguments: [
    ("sqlite:///./app.db", "SQLite"), ("mysql://u:s3cret@h/d", "mysql"),
    ("nonsense s3cret", "scheme"), ("postgresql://u:s3cret@h:port/d", "not a database URL"),
    ("postgresql://u:s3cret@h/d?nosuch=1", "not a database URL"),
    ("postgresql://u:x@s3cret@h/d", "percent-encoded"),
    ("postgresql://u:x/s3cret@h/d", "percent-encoded"),
    ("postgresql://u:12/s3cret@h/d", "percent-encoded"),
    ("postgresql://s3cret/x@h/d", "percent-encoded"),
    ("postgresql://u:%zzs3cret@h/d", "not a database URL"),
  ])
  func `a database that is none of ours is refused by name`(url: String, word: String) throws {
    let failure = #expect(throws: Failure.self) {
      try configuration(environment: ["DATABASE_URL": url])
    }
    #expect(failure?.kind == .usage)
    #expect(failure?.message.contains("environment DATABASE_URL") == true)
    #expect(failure?.message.contains(word) == true, "\(failure?.message ?? "")")
    #expect(failure?.message.contains("s3cret") == false)
    #expect(failure?.hint?.contains("postgresql://") == true)
  }

  @Test(arguments: ["http://h/0", "redis://h:port/0", "redis://h:99999/0", "redis://h/x", "h:6379"])
  func `a Redis URL that is none is refused`(url: String) throws {
    let failure = #expect(throws: Failure.self) {
      try configuration(flags: [.redisURL: url])
    }
    #expect(failure?.kind == .usage)
    #expect(failure?.message.contains("--redis-url") == true)
  }

  @Test func `a password in a Redis URL is never shown`() throws {
    let configuration = try configuration(environment: [
      "REDIS_URL": "redis://user:s3cret@h:6379/0"
    ])
    #expect(!"\(configuration.shown)".contains("s3cret"))
    #expect(!"\(configuration.broker)".contains("s3cret"))
  }

  @Test func `libpq's own variables are enough to name a database`() throws {
    let configuration = try configuration(environment: ["PGHOST": "db", "PGDATABASE": "hub"])
    #expect(configuration.database != nil)
    #expect(shown(configuration, .databaseURL).contains("PGHOST"))
  }

  @Test func `a file that was named must be there`() throws {
    let failure = #expect(throws: Failure.self) {
      try configuration(envFile: directory.appending(path: "absent").path)
    }
    #expect(failure?.kind == .usage)
    #expect(failure?.message.hasPrefix("--env-file") == true)
  }

  @Test func `a config file that is no JSON object is named`() throws {
    try write("bad.json", "[1]")
    let failure = #expect(throws: Failure.self) {
      try configuration(configFile: directory.appending(path: "bad.json").path)
    }
    #expect(failure?.kind == .usage)
    #expect(failure?.message.contains("bad.json") == true)
  }

  @Test(arguments: ["null", "[]", "[1, 2]", "true", "1.5", "{\"x\": 1}"])
  func `a member that is neither text nor a whole number is named, or is not the setting`(
    value: String
  ) throws {
    try write("odd.json", #"{"unknown": \#(value), "redis": {"host": \#(value)}}"#)
    let path = directory.appending(path: "odd.json").path
    guard value.hasPrefix("{") else {
      let failure = #expect(throws: Failure.self) { try configuration(configFile: path) }
      #expect(failure?.message.contains("redis.host must be a string or a number") == true)
      return
    }
    #expect(try configuration(configFile: path).bucket.description.contains("localhost"))
  }

  @Test func `of a repeated member the last one counts`() throws {
    try write("twice.json", #"{"timeout": 3, "redis": {"port": 1}, "redis": {"port": 6380}}"#)
    let path = directory.appending(path: "twice.json").path
    #expect(try configuration(configFile: path).bucket.description.contains("6380"))
  }

  @Test func `numbers and durations that make no sense name their source`() throws {
    let port = #expect(throws: Failure.self) {
      try configuration(environment: ["REDIS_PORT": "6379x"])
    }
    #expect(port?.message.contains("environment REDIS_PORT") == true)
    let timeout = #expect(throws: Failure.self) {
      try configuration(flags: [.timeout: "soon"])
    }
    #expect(timeout?.message.contains("--timeout") == true)
  }
}
