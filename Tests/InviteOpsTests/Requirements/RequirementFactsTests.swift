import RedisClient
import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

/// Requirements on values: what no server here can be brought to, and the edges.
@Suite struct RequirementFactsTests {
  private func facts(_ change: (inout SessionFacts) -> Void = { _ in }) -> SessionFacts {
    var facts = SessionFacts()
    facts.versionNumber = 150_018
    facts.version = "15.18"
    facts.database = "invitehub"
    facts.role = "app"
    change(&facts)
    return facts
  }

  @Test(arguments: [
    (130_004, "13.4", false), (110_022, "11.22", false), (140_000, "14.0", true),
    (150_018, "15.18", true), (180_000, "18beta1", true),
  ])
  func `PostgreSQL 14 is the oldest`(number: Int, version: String, isEnough: Bool) {
    let old = facts {
      $0.versionNumber = number
      $0.version = version
    }
    for purpose in Purpose.allCases where purpose.requirements.contains(.postgresVersion) {
      let failure = Requirement.postgresVersion.failure(old, for: purpose)
      #expect((failure == nil) == isEnough)
      guard let failure else { continue }
      #expect(
        failure.message
          == "the server is PostgreSQL \(version); invitectl needs PostgreSQL 14 or newer")
    }
    #expect(
      Purpose.allCases.filter { !$0.requirements.contains(.postgresVersion) } == [.look, .doctor])
  }

  private func redis(_ server: String, role: String = "master") -> RedisFacts {
    RedisFacts([
      .string(Array("# Server\r\n\(server)\r\n".utf8)),
      .string(Array("# Replication\r\nrole:\(role)\r\n".utf8)), .array([]),
    ])
  }

  @Test(arguments: [
    ("redis_version:6.0.16\r\nredis_mode:standalone", "Redis 6.0.16", false),
    ("redis_version:6.1.240\r\nredis_mode:standalone", "Redis 6.1.240", false),
    ("redis_version:5.0\r\nredis_mode:standalone", "Redis 5.0", false),
    ("redis_version:6.2.0\r\nredis_mode:standalone", "Redis 6.2.0", true),
    ("redis_version:8.2.1\r\nredis_mode:standalone", "Redis 8.2.1", true),
    (
      "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.3\r\nserver_mode:standalone",
      "Valkey 8.1.3", true
    ),
    (
      "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:7.2.5\r\nredis_mode:standalone",
      "Valkey 7.2.5", true
    ),
  ])
  func `a server is called by its own name and version`(
    server: String, name: String, isEnough: Bool
  ) {
    let facts = redis(server)
    #expect("\(facts.name) \(facts.version ?? "")" == name)
    let failure = Requirement.redisVersion.failure(facts, at: "Redis (bucket) at cache:6379/0")
    #expect((failure == nil) == isEnough)
    if let failure {
      #expect(
        failure.message
          == "Redis (bucket) at cache:6379/0 is \(name); invitectl needs Redis 6.2 or newer, or Valkey"
      )
    }
    #expect(Requirement.redisSingle.failure(facts, at: "here") == nil)
    #expect(Requirement.redisPrimary.failure(facts, at: "here") == nil)
  }

  @Test(arguments: [
    "redis_version:7.0.15\r\nredis_mode:cluster",
    "redis_version:7.2.4\r\nvalkey_version:9.0.0\r\nserver_mode:cluster",
  ])
  func `cluster mode is seen under both of its names`(server: String) {
    let failure = Requirement.redisSingle.failure(redis(server), at: "here")
    #expect(failure?.message == "here runs in cluster mode, which is not supported")
  }

  @Test func `HELLO tells a user who may not run INFO`() {
    let denied = RedisValue.error(.noPerm("NOPERM"))
    func text(_ words: String...) -> [RedisValue] { words.map { .string(Array($0.utf8)) } }
    let facts = RedisFacts([
      denied, denied,
      .array(text("server", "redis", "version", "7.0.15", "mode", "standalone", "role", "replica")),
    ])
    #expect(facts.version == "7.0.15")
    #expect(Requirement.redisPrimary.failure(facts, at: "here")?.message == "here is a replica")
    let silent = RedisFacts([denied, denied, denied])
    for requirement in [Requirement.redisVersion, .redisSingle, .redisPrimary] {
      let failure = requirement.failure(silent, at: "here")
      #expect(failure?.message == "here does not let this user see what it is")
    }
  }

  @Test(arguments: [
    ("", false), ("{app=UC/app}", false), ("{app=UC/app,reader=U/app}", false),
    ("{app=UC/app,eve=UC/app}", true), ("{app=UC/app,=UC/app}", true),
    (#"{app=UC/app,"\"e v\"=C/app"}"#, true), ("{odd}", true),
  ])
  func `who else may create in the schema is read off its access list`(
    access: String, others: Bool
  ) {
    let own = OwnSchemaFacts(owner: "app", access: access, isReachable: true)
    #expect(own.letsOthersCreate == others)
  }

  @Test func `a table or trigger of a stranger's makes the schema worth a closer look`() {
    func own(_ owner: String, triggers: Bool = false) -> SessionFacts {
      facts {
        $0.tables["redeem_codes"] = RelationFacts(
          schema: "public", name: "redeem_codes", owner: "owner", columns: [:])
        $0.ownSchema = OwnSchemaFacts(owner: "owner", access: "", isReachable: true)
        $0.own["run_log"] = RelationFacts(
          schema: "invitectl", name: "run_log", owner: owner, hasTriggers: triggers, columns: [:])
      }
    }
    #expect(own("owner").isOwnSchemaPlain)
    #expect(own("app").isOwnSchemaPlain)
    #expect(!own("eve").isOwnSchemaPlain)
    #expect(!own("owner", triggers: true).isOwnSchemaPlain)
  }

  @Test func `types are those that the statements are written for`() {
    #expect(ColumnType.integer.admits(23) && ColumnType.integer.admits(20))
    #expect(!ColumnType.integer.admits(1700))
    #expect(ColumnType.timestamp.admits(1114) && ColumnType.timestamp.admits(1184))
    #expect(ColumnType.enum.admits(16_400) && !ColumnType.enum.admits(25))
    // Every column that a command reads has a type to be held to.
    for purpose in Purpose.allCases {
      for use in purpose.tables {
        for column in use.columns { #expect(ColumnType.ofColumn[column] != nil, "\(column)") }
      }
    }
  }
}
