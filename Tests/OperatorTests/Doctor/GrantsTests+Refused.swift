import CeleryProtocol
import ClientSupport
import Foundation
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What those users may not do, and odd names.
extension GrantsTests {
  /// As those who have what is printed: what they may not.
  @Test func `the Redis user can do nothing beyond the commands and keys of ours`() throws {
    let redis = try Redis()
    try redis.admin.send("SET", "elsewhere", "x")
    let connection = try RedisConnection.connect(
      RedisEndpoint.parse(url: redis.environment["REDIS_URL"] ?? ""), deadline: .soon)
    let allowed = Set(RedisGrants.commands(Redis.dialect).map { $0.split(separator: "|")[0] })
    // Every command that the server has; those without a permission of their own open no door.
    var tried = 0
    for entry in try redis.admin.send("COMMAND").asArray().map({ try $0.asArray() }) {
      let name = try entry[0].asString()
      if allowed.contains(name[...]) || ["auth", "hello", "quit", "reset"].contains(name) {
        continue
      }
      // From Redis 7.0 on those of two words are listed by their second, too.
      let pairs = try (entry.count > 9 ? entry[9].asArray() : []).map { part in
        try part.asArray()[0].asString().split(separator: "|").map { String($0) }
      }
      for words in [[name], [name, "x", "y", "z"]] + pairs + pairs.map({ $0 + ["x", "y"] }) {
        // How many words it takes is asked before the permission in some versions, and after it in others.
        let error = #expect(throws: RedisError.self, "\(words)") {
          try connection.call(words, deadline: .soon)
        }
        guard case .server(let answer)? = error else { continue }
        let refusals = ["wrong number of arguments", "nknown subcommand", "command not allowed"]
        #expect(
          answer.code == "NOPERM" || refusals.contains { answer.message.contains($0) },
          "\(words): \(answer)")
        if answer.code == "NOPERM" { tried += 1 }
      }
    }
    #expect(tried > 100)
    for words in [
      ["CLIENT", "KILL", "TYPE", "normal"], ["CLIENT", "PAUSE", "1"], ["SCRIPT", "FLUSH"],
      ["FUNCTION", "FLUSH"], ["MOVE", "elsewhere", "1"], ["FLUSHDB"],
      ["CONFIG", "SET", "maxmemory", "1"],
      ["KEYS", "*"], ["GET", "elsewhere"], ["SET", "elsewhere", "y"], ["DEL", "elsewhere"],
      ["TYPE", "elsewhere"], ["DEL", "redeem:x"], ["LPUSH", "invites_of_others", "x"],
      ["LLEN", "invitesx"], ["SET", "global:redeem:limiter:x", "1"], ["LPUSH", "celeryx", "x"],
      ["PUBLISH", "elsewhere", "x"], ["SUBSCRIBE", "elsewhere"], ["PSUBSCRIBE", "*"],
      ["EVAL", "return redis.call('GET', 'elsewhere')", "0"],
      ["EVAL", "return redis.call('FLUSHALL')", "0"], ["SORT", "invites", "BY", "elsewhere"],
    ] {
      #expect(throws: RedisError.self, "\(words)") { try connection.call(words, deadline: .soon) }
    }
    // What only workers write, where the server can tell reading from writing.
    for words in [
      ["DEL", "unacked"], ["ZADD", "unacked_index", "1", "x"], ["SET", "celery-task-meta-x", "y"],
      ["DEL", "celery-task-meta-x"],
    ] where Redis.dialect == .seven {
      #expect(throws: RedisError.self, "\(words)") { try connection.call(words, deadline: .soon) }
    }
    #expect(try redis.admin.send("GET", "elsewhere").asString() == "x")
    // Typed again it takes away what the user had beside it.
    try redis.admin.send("ACL", "SETUSER", "invitectl", "+@all", "~*", "&*", ">other")
    try redis.grant()
    let again = try RedisConnection.connect(
      RedisEndpoint.parse(url: redis.environment["REDIS_URL"] ?? ""), deadline: .soon)
    #expect(throws: RedisError.self) { try again.send("GET", "elsewhere") }
    #expect(throws: RedisError.self) { try again.send("AUTH", "invitectl", "other") }
  }

  @Test func `names with what ACLs and globs take for something else are only themselves`() throws {
    let redis = try Redis()
    let odd = "a*b?[c]\"d'\\e:"
    let context = try OperationContext.test(
      redis: redis.databases,
      environment: [
        "INVITECTL_BROKER_KEY_PREFIX": odd, "INVITECTL_REDEEM_WINDOW_KEY": "w*",
        "INVITECTL_BROKER_SEPARATOR": "-",
      ])
    let line = RedisGrants(context).line(Redis.dialect)
    try redis.admin.call(line.split(separator: " ").map { String($0) }, deadline: .soon)
    let connection = try RedisConnection.connect(
      RedisEndpoint.parse(url: redis.environment["INVITECTL_BROKER_URL"] ?? ""), deadline: .soon)
    for key in [
      "\(odd)invites", "\(odd)invites\u{6}\u{16}3", "\(odd)invites-3",
      "\(odd)_kombu.binding.invites",
    ] {
      #expect(try connection.send("EXISTS", key).asInteger() == 0)
    }
    for key in [
      "axxbxcx\"d'\\e:invites", "\(odd)invites3", "\(odd)invites:3", "\(odd)celery-task-meta-x",
      "wx:1",
    ] {
      #expect(throws: RedisError.self, "\(key)") { try connection.send("EXISTS", key) }
    }
    #expect(try connection.send("EXISTS", "w*:1").asInteger() == 0)
  }

  @Test func `a list that the Redis user may not read is named, and nothing is lost for it`()
    async throws
  {
    let roles = try PrintedRoles()
    let redis = try Redis()
    try roles.database.run(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      VALUES ('far@example.com', 'DIRECT10', 'PENDING', 0,
        (now() AT TIME ZONE 'utc') - interval '1 hour')
      """)
    let broker = try TestRedis.connect(redis.databases.broker)
    try broker.send(
      "LPUSH", "others",
      try InviteTask(email: "far@example.com", code: "DIRECT10").message().encoded)
    try broker.send("SADD", "_kombu.binding.others", "\u{6}\u{16}\u{6}\u{16}others")
    func ask(_ arguments: [String]) async throws -> CommandResult {
      try await CommandRun.invitectl(
        arguments,
        environment: Sandbox.variables(database: roles.database, role: roles.writer).merging(
          redis.environment
        ) { $1 })
    }
    let blind = try await ask(["cleanup-queue", "--stuck", "--dry-run", "-o", "json"])
    #expect(
      blind.output.contains("this Redis user may not read others"), "\(blind.output)\(blind.errors)"
    )
    #expect(!blind.output.contains("\"lost\""), "\(blind.output)")
    let fleet = try await ask(["inspect-workers", "-o", "json"])
    #expect(fleet.output.contains("denied_list"), "\(fleet.output)\(fleet.errors)")
    try redis.admin.send("ACL", "SETUSER", "invitectl", "~others", "~others[^!-~]*")
    let seeing = try await ask(["cleanup-queue", "--stuck", "--dry-run", "-o", "json"])
    #expect(seeing.output.contains("\"queued\""), "\(seeing.output)\(seeing.errors)")
    #expect(!(try await ask(["inspect-workers", "-o", "json"])).output.contains("denied_list"))
  }

  @Test func `doctor --grants prints both`() async throws {
    let result = try await CommandRun.invitectl(["doctor", "--grants"])
    #expect(result.exitCode == 0)
    #expect(result.output.contains("CREATE ROLE invitectl LOGIN;"))
    #expect(result.output.contains("ACL SETUSER invitectl reset resetchannels on"))
    #expect(!result.output.contains("session_token"))
  }
}
