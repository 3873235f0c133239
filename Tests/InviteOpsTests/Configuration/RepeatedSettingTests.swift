import InviteDomain
import PostgresClient
import RedisClient
import Testing

@testable import InviteSettings

/// What settings say, repeated: by `config print`, by `doctor`, in errors. Each may hold a whole URL.
@Suite struct RepeatedSettingTests {
  private static let urls = [
    "redis://:hunter2@cache:6379/0", "redis://app:hun/ter2@cache", "app:hunter2@cache",
    "redis%3A%2F%2F%3Ahunter2%40cache", "cache?password=hunter2", "postgresql://app:hunter2@db/hub",
    "sentinel://:hunter2@a;sentinel://:hunter2@b/m", "unix://:hunter2@/run/redis.sock",
    "host=db password=hunter2",
  ]

  /// All that is said of it, whether it is taken or refused.
  private func said(_ environment: [String: String]) -> String {
    do {
      let configuration = try InviteConfiguration(
        SettingSources(environment: environment, workingDirectory: "/nowhere"))
      return """
        \(configuration.shown) \(configuration.bucket) \(configuration.broker) \(configuration.result)
        \(configuration.olderCelery.map { "\($0.broker) \($0.result)" } ?? "")
        \(configuration.database.map { "\($0) \($0.passwordSource ?? "")" } ?? "")
        \(configuration.bucket.passwordSource ?? "")
        """
    } catch {
      return "\(error.message) \(error.hint ?? "")"
    }
  }

  @Test(arguments: Setting.allCases)
  func `no setting shows a login that is in it`(setting: Setting) {
    for url in Self.urls {
      for variable in [setting.variable, setting.backendsVariable].compactMap({ $0 }) {
        #expect(!said([variable: url]).contains("ter2"), "\(variable)=\(url)")
        // The older rule of the backend's looks at its variables beside a URL.
        let beside = ["REDIS_URL": "redis://cache/0"].merging([variable: url]) { $1 }
        #expect(!said(beside).contains("ter2"), "\(variable)=\(url)")
      }
    }
  }

  @Test(arguments: [
    "redis://app%3Ahunter2%40cache/0", "sentinel://a,app%3Ahunter2%40b/m",
    "redis://app%3Ahunter2@cache%40x/0",
  ])
  func `a host of a Redis URL is a name or an address`(url: String) {
    #expect(throws: RedisURLError.malformed(part: "host")) { try RedisEndpoint.parse(url: url) }
  }

  @Test(arguments: [
    "postgresql://app%3Ahunter2%40db/hub", "host=postgresql://app:hunter2@db/hub dbname=x",
    "host=db dbname=postgresql://app:hunter2@db/hub", "host=db user=postgresql://app:hunter2@db",
    "postgresql://db/hub?host=postgresql://app:hunter2@db",
  ])
  func `a database URL shows no login in place of a host`(url: String) {
    #expect(!said(["DATABASE_URL": url]).contains("ter2"))
  }

  @Test func `a host is refused by its source, with where a URL goes`() throws {
    let failure = #expect(throws: Failure.self) {
      try InviteConfiguration(
        SettingSources(
          environment: ["REDIS_HOST": "redis://:hunter2@cache:6379/0"],
          workingDirectory: "/nowhere"))
    }
    #expect(failure?.kind == .usage)
    #expect(failure?.message == "environment REDIS_HOST is no name or address of a host")
    #expect(failure?.hint?.contains("REDIS_URL") == true)
  }

  /// Another server than was meant would be worked on.
  @Test(arguments: ["INVITECTL_REDIS_HOST", "INVITECTL_REDIS_PORT"])
  func `a host of ours is not passed over for a weaker URL`(variable: String) throws {
    let value = variable.hasSuffix("PORT") ? "6380" : "staging"
    let failure = #expect(throws: Failure.self) {
      try InviteConfiguration(
        SettingSources(
          environment: ["REDIS_URL": "redis://production/0", variable: value],
          workingDirectory: "/nowhere"))
    }
    #expect(failure?.kind == .usage)
    #expect(
      failure?.message == "environment \(variable) does not count beside environment REDIS_URL")
    // A URL that was given as strongly, or more so, counts.
    for flags in [[:], [Setting.redisURL: "redis://given/0"]] {
      let configuration = try InviteConfiguration(
        SettingSources(
          flags: flags, environment: ["INVITECTL_REDIS_URL": "redis://given/0", variable: value],
          workingDirectory: "/nowhere"))
      #expect("\(configuration.bucket)" == "redis://given:6379/0")
    }
  }

  /// An image may set all of them.
  @Test(
    arguments: [("production", nil), ("production", "6379"), ("[::1]", "6380")]
      as [(String, String?)])
  func `a host of ours that is the URL's is beside it`(host: String, port: String?) throws {
    let url = "redis://:pw@\(host):\(port ?? "6379")/0"
    var environment = ["REDIS_URL": url, "INVITECTL_REDIS_HOST": host]
    environment["INVITECTL_REDIS_PORT"] = port
    let configuration = try InviteConfiguration(
      SettingSources(environment: environment, workingDirectory: "/nowhere"))
    #expect(configuration.bucket.password == "pw")
    environment["INVITECTL_REDIS_PORT"] = "6381"
    #expect(throws: Failure.self) {
      try InviteConfiguration(
        SettingSources(environment: environment, workingDirectory: "/nowhere"))
    }
  }

  @Test func `an IPv6 address may be in brackets, as the backend has it`() throws {
    for host in ["::1", "[::1]"] {
      let configuration = try InviteConfiguration(
        SettingSources(environment: ["REDIS_HOST": host], workingDirectory: "/nowhere"))
      #expect(configuration.bucket.address == .tcp(host: "::1", port: 6379))
      #expect("\(configuration.bucket)" == "redis://[::1]:6379/0")
    }
  }

  /// A password where its file belongs.
  @Test func `what is no path is not repeated`() throws {
    let environment = [
      "REDIS_URL": "redis://cache/0", "INVITECTL_REDIS_PASSWORD_FILE": "hunter2",
    ]
    let text = said(environment)
    #expect(text.contains("INVITECTL_REDIS_PASSWORD_FILE ***: there is no such file"), "\(text)")
    let path = said(environment.merging(["INVITECTL_REDIS_PASSWORD_FILE": "/no/such"]) { $1 })
    #expect(path.contains("/no/such: there is no such file"), "\(path)")
  }
}
