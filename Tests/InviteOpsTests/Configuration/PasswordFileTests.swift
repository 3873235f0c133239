import FoundationEssentials
import Glibc
import InviteDomain
import PostgresClient
import RedisClient
import TestSupport
import Testing

@testable import InviteOps
@testable import InviteSettings

/// Passwords from files, and for which server each is.
@Suite struct PasswordFileTests {
  private let folder: TemporaryFolder
  private let user = max(geteuid(), 1)

  init() throws {
    folder = try TemporaryFolder()
    try #require(chmod(folder.path, 0o755) == 0)
  }

  private func file(_ name: String, _ text: String, mode: mode_t = 0o400) throws -> String {
    let path = folder.file(name)
    try Data(text.utf8).write(to: URL(filePath: path))
    try #require(chmod(path, mode) == 0)
    return path
  }

  private func configuration(_ environment: [String: String]) throws -> InviteConfiguration {
    try InviteConfiguration(
      SettingSources(environment: environment, workingDirectory: "/", userID: user))
  }

  private func refusal(_ path: String) -> PasswordFile.Refusal? {
    do {
      _ = try PasswordFile(user: user).read(path)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["s3cret", "s3cret\n", "s3cret\r\n", "\u{FEFF}s3cret\r\n"])
  func `one line is the password`(text: String) throws {
    #expect(try PasswordFile(user: user).read(file("p", text)) == "s3cret")
  }

  @Test func `spaces belong to it`() throws {
    #expect(try PasswordFile(user: user).read(file("p", " s3 cret \n")) == " s3 cret ")
  }

  @Test(arguments: [
    ("", "empty"), ("\n", "empty"), ("a\nb", "more than one line"), ("a\0b", "more"),
  ])
  func `what is no password is refused`(text: String, words: String) throws {
    #expect(refusal(try file("p", text))?.why.contains(words) == true)
  }

  @Test func `what others could have written is refused`() throws {
    #expect(refusal(folder.file("none"))?.why == "there is no such file")
    #expect(refusal(folder.path)?.why == "it is no regular file")
    #expect(refusal(try file("w", "x", mode: 0o622))?.why.contains("written by others") == true)
    let pipe = folder.file("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    #expect(refusal(pipe)?.why == "it is no regular file")
    let path = try file("p", "x")
    try #require(chmod(folder.path, 0o777) == 0)
    #expect(refusal(path)?.why.contains("its directory can be written by others") == true)
    try #require(chmod(folder.path, 0o755) == 0)
    guard geteuid() == 0 else { return }
    try #require(chown(path, 12345, 12345) == 0)
    #expect(refusal(path)?.why.contains("uid 12345") == true)
  }

  @Test func `as Kubernetes mounts it: links in a directory with the sticky bit`() throws {
    let path = try file("real", "s3cret")
    try #require(chmod(folder.path, 0o1777) == 0)
    let link = folder.file("link")
    try #require(symlink(path, link) == 0)
    #expect(try PasswordFile(user: user).read(link) == "s3cret")
    guard geteuid() == 0 else { return }
    // Somebody else's name in it leads wherever they want.
    try #require(lchown(link, 12345, 12345) == 0)
    #expect(refusal(link)?.why.contains("its name belongs to another user") == true)
  }

  /// What systemd hands to a unit: weaker than its environment, stronger than files of settings.
  @Test func `credentials of a unit are URLs and passwords`() throws {
    for (name, text) in [
      ("invitectl.database-url", "postgresql://app@db/hub\n"),
      ("invitectl.database-password", "pg\n"), ("invitectl.redis-url", "redis://cache/0"),
      ("invitectl.broker-password", "bro"), ("another", "x"),
    ] {
      _ = try file(name, text)
    }
    let found = try configuration(["CREDENTIALS_DIRECTORY": folder.path])
    #expect(found.database?["host"] == "db" && found.database?["password"] == "pg")
    #expect(found.bucket.address == .tcp(host: "cache", port: 6379))
    #expect(found.bucket.password == nil && found.broker.password == "bro")
    let url = try #require(found.shown.first { $0.name == "redis.url" })
    #expect(url.source == .credential(path: folder.file("invitectl.redis-url")))
    let named = try configuration([
      "CREDENTIALS_DIRECTORY": folder.path, "REDIS_URL": "redis://other/0",
    ])
    #expect(named.bucket.address == .tcp(host: "other", port: 6379))
    let environment = try file("env", "REDIS_URL=redis://another/0\nREDIS_HOST=h\n")
    let beside = try InviteConfiguration(
      SettingSources(
        environment: ["CREDENTIALS_DIRECTORY": folder.path], envFile: environment,
        workingDirectory: "/", userID: user))
    #expect(beside.bucket.address == .tcp(host: "cache", port: 6379))
    #expect(try configuration(["CREDENTIALS_DIRECTORY": "/nowhere"]).database == nil)
    // One that is no URL of a line is named, and nothing of it.
    try #require(chmod(folder.file("invitectl.redis-url"), 0o600) == 0)
    try Data("redis://a:s3cret@b\nredis://c".utf8).write(
      to: URL(filePath: folder.file("invitectl.redis-url")))
    let failure = #expect(throws: Failure.self) {
      try configuration(["CREDENTIALS_DIRECTORY": folder.path])
    }
    #expect(failure?.kind == .usage && failure?.message.contains("s3cret") == false)
    #expect(failure?.message.hasPrefix(folder.file("invitectl.redis-url")) == true)
  }

  @Test func `a password goes to the server that it is for, and to no other`() throws {
    let environment = [
      "DATABASE_URL": "postgresql://app@db/hub",
      "INVITECTL_DATABASE_READ_URL": "postgresql://app@replica/hub",
      "REDIS_URL": "redis://cache/0", "INVITECTL_BROKER_URL": "redis://cache/4",
      "INVITECTL_RESULT_URL": "redis://elsewhere/0",
      "INVITECTL_DATABASE_PASSWORD_FILE": try file("database", "pg\n"),
      "INVITECTL_REDIS_PASSWORD_FILE": try file("redis", "red\n"),
    ]
    let all = try configuration(environment)
    #expect(all.database?["password"] == "pg" && all.readDatabase?["password"] == "pg")
    #expect(all.bucket.password == "red" && all.broker.password == "red")
    #expect(all.result.password == nil)
    #expect(!"\(all.shown)".contains("red\"") && "\(all.shown)".contains(folder.file("redis")))
    let more = try configuration(
      environment.merging([
        "DATABASE_URL": "postgresql://app:own@db/hub",
        "INVITECTL_DATABASE_READ_URL": "postgresql://other@replica/hub",
        "INVITECTL_RESULT_PASSWORD_FILE": try file("result", "res"),
        "INVITECTL_BROKER_PASSWORD_FILE": try file("broker", "bro"),
      ]) { $1 })
    #expect(more.database?["password"] == "own" && more.readDatabase?["password"] == nil)
    #expect(more.broker.password == "bro" && more.result.password == "res")
    let libpqs = try configuration([
      "PGHOST": "db", "INVITECTL_DATABASE_PASSWORD_FILE": folder.file("database"),
      "REDIS_HOST": "h", "INVITECTL_REDIS_PASSWORD_FILE": folder.file("redis"),
    ])
    #expect(libpqs.database?["password"] == "pg" && libpqs.result.password == "red")
    let failure = #expect(throws: Failure.self) {
      try configuration(
        environment.merging(["INVITECTL_DATABASE_PASSWORD_FILE": folder.file("no")]) { $1 })
    }
    #expect(
      failure?.message
        == "environment INVITECTL_DATABASE_PASSWORD_FILE \(folder.file("no")): there is no such file"
    )
  }
}
