import CeleryProtocol
import Foundation
import InviteStorage
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Traps of counts and buckets, and of what is asked around them.
extension TrapTests {
  @Test func `a reservation that no worker takes lowers used_count, unless it is deleted in time`()
    async throws
  {
    let world = try await GenerationWorld(.g026, prepared: false)
    let reservation = """
      UPDATE redeem_codes SET max_uses = coalesce(max_uses, 1), used_count = 2,
        bound_email = 'a@x.io', validity_days = 30;
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        VALUES (1, 'a@x.io', 'reserved', 'DIRECT10', now() AT TIME ZONE 'utc' - interval '16 minutes',
          false)
      """
    let age = "UPDATE invite_records SET created_at = created_at - interval '1 hour'"
    // What is to come without it.
    try world.run("\(reservation); \(age)")
    _ = try await world.peer.job("e6", "stale")
    #expect(try world.used("DIRECT10") == "1")
    try world.run(reservation)
    // Its message is in the queue: who is invited from a reservation that is gone has no seat.
    let broker = try TestRedis.connect(world.redis.broker)
    let message = try InviteTask(email: "A@x.io", code: "DIRECT10").message()
    try broker.send("LPUSH", RedeemWorld.queue, message.encoded)
    let queued = try await doctor("backend-rows", world.database, world.redis)
    #expect(queued.detail.contains("whose message waits for a worker"), "\(queued)")
    #expect(queued.fix == "start workers of the queue invites", "\(queued)")
    try broker.send("DEL", RedeemWorld.queue)
    // Where not all can be seen nothing is deleted.
    try broker.send("DEL", "_kombu.binding.invites")
    let unseen = try await doctor("backend-rows", world.database, world.redis)
    #expect(unseen.detail.contains("cannot be seen"), "\(unseen)")
    #expect(unseen.fix?.contains("DELETE") == false, "\(unseen)")
    try world.redis.declareInvites()
    let lost = try await doctor("backend-rows", world.database, world.redis)
    #expect(lost.detail.contains("1 reservation without a message"), "\(lost)")
    try world.database.run(try #require(lost.fix))
    #expect(try await doctor("backend-rows", world.database, world.redis).verdict == "pass")
    try world.run(age)
    _ = try await world.peer.job("e6", "stale")
    #expect(try world.used("DIRECT10") == "2")
  }

  @Test(arguments: [(FixtureGeneration.g023, true), (.g026, false)])
  func `a bucket without an end, where sync-counts gives it none`(
    generation: FixtureGeneration, isKept: Bool
  ) async throws {
    let world = try await GenerationWorld(generation, prepared: false)
    let bucket = try TestRedis.connect(world.redis.bucket)
    try bucket.send("SET", "redeem:LINUXDO5:remaining", "4")
    let found = try await doctor("orphaned-keys", world.database, world.redis)
    let fix = try #require(found.fix)
    #expect(found.verdict == "warn", "\(found)")
    let typed = try await CommandRun.run(
      "/bin/sh", ["-c", fix], environment: ["PATH": "/usr/bin:/bin"])
    #expect(typed.exitCode == 0, "\(fix): \(typed.errors)")
    #expect(try await doctor("orphaned-keys", world.database, world.redis).verdict == "pass")
    #expect(try bucket.send("EXISTS", "redeem:LINUXDO5:remaining").asInteger() == (isKept ? 1 : 0))
  }

  @Test func `members that the upgrade to 024 counts again`() async throws {
    let database = try TestDatabase(generation: .g026)
    try database.run(
      """
      DELETE FROM invite_records; DELETE FROM redeem_codes;
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days)
        VALUES ('ONE', 'direct', 3, 1, true, 30);
      INSERT INTO team_members (team_id, email) VALUES (1, 'a@x.io');
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, accepted_at,
        is_rebind)
        VALUES (1, 'A@x.io', 'success', 'ONE', now() - interval '8 days', now(), false),
          (1, 'a@x.io', 'success', 'ONE', now() - interval '7 days', NULL, false)
      """)
    try await mended("backend-upgrade", database, shown: "2 invites of members")
  }

  /// The job believes those of bound codes now, and the others when they are bound.
  @Test(arguments: [true, false])
  func `buckets where nobody takes tokens`(isBound: Bool) async throws {
    let database = try TestDatabase(generation: .g026)
    let redis = try TestRedis()
    try database.run(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days,
        bound_email)
        VALUES ('BUCKET 1', 'direct', 3, 1, true, 30, \(isBound ? "'a@x.io'" : "NULL"))
      """)
    #expect(try await doctor("backend-limiter", database, redis).verdict == "pass")
    try TestRedis.connect(redis.bucket).send("SET", "redeem:BUCKET 1:remaining", "3")
    let found = try await doctor("backend-limiter", database, redis)
    #expect(found.verdict == "warn", "\(found)")
    #expect(
      found.detail.contains("1 code has a bucket")
        && found.detail.contains(isBound ? "1 of" : "none of"),
      "\(found)")
    let fix = try #require(found.fix)
    #expect(found.why?.contains("REDEEM_REDIS_LIMITER_ENABLED") == true, "\(found)")
    // It is typed as it stands, and goes to this server, which is not the usual one.
    let typed = try await CommandRun.run("/bin/bash", ["-c", fix])
    #expect(typed.exitCode == 0, "\(fix): \(typed.errors)")
    #expect(try await doctor("backend-limiter", database, redis).verdict == "pass")
  }

  @Test func `a database that does not answer leaves out no check`() async throws {
    let result = try await CommandRun.invitectl(
      ["doctor", "--skip", "workers", "-o", "json"],
      environment: [
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
      ])
    let checks = try JSONValue(parsing: result.output)["checks"]?.array ?? []
    let names = Set(checks.compactMap { $0["name"]?.string })
    let wanted = DoctorCheckName.postgresChecks.subtracting([.clock]).map(\.rawValue)
    #expect(names.isSuperset(of: wanted), "\(Set(wanted).subtracting(names))")
  }

  @Test func `a REDIS_URL without a path`() async throws {
    let database = try TestDatabase.inviteHub()
    let redis = try PrivateRedis(tcp: true)
    let url = "redis://127.0.0.1:\(redis.port ?? 0)"
    let found = try await doctor("broker-rule", database, nil, ["REDIS_URL": url])
    #expect(found.verdict == "warn")
    #expect(found.fix?.contains("\(url)/0") == true, "\(found)")
    #expect(
      try await doctor("broker-rule", database, nil, ["REDIS_URL": "\(url)/0"]).verdict == "pass")
  }

  /// The code that runs is asked: an image that was rolled back without a downgrade.
  @Test func `code of another era than the tables is a contradiction`() async throws {
    let database = try TestDatabase(generation: .g026)
    let redis = try TestRedis()
    let old = try BackendAPIStub(era: "E5")
    let found = try await doctor(
      "generation", database, redis, ["INVITECTL_BACKEND_URL": old.url])
    #expect(found.verdict == "warn")
    #expect(found.detail.contains("belongs to E5, not to E6"), "\(found.detail)")
    let new = try BackendAPIStub(era: "E6")
    let right = try await doctor(
      "generation", database, redis, ["INVITECTL_BACKEND_URL": new.url])
    #expect(right.verdict == "pass", "\(right)")
  }

  @Test(arguments: FixtureGeneration.allCases, FixtureMaking.allCases)
  func `migrate up makes schema invitectl, whatever made the tables`(
    generation: FixtureGeneration, made: FixtureMaking
  ) async throws {
    let database = try TestDatabase(generation: generation, made: made)
    let environment = Sandbox.variables(database: database)
    let up = try await CommandRun.invitectl(["migrate", "up"], environment: environment)
    let text = "\(up.output)\(up.errors)"
    // A create_all of 008's own release has no composite index and no revision: that is asked for.
    let isStamped = made == .createAll && generation == .g008
    if isStamped { #expect(up.exitCode == 7 && up.errors.contains("migrate stamp"), "\(text)") }
    // Indexes that are missing are told after it.
    #expect([0, 7].contains(up.exitCode), "\(text)")
    #expect(isStamped || !text.contains("migrate stamp"), "\(text)")
    let version = try database.connect().query(
      "SELECT version FROM invitectl.schema_version", deadline: .soon
    ).only().int("version")
    #expect(version == OwnSchema.latest)
    if isStamped { return }
    if up.exitCode == 7 {
      let repair = try await CommandRun.invitectl(["migrate", "repair"], environment: environment)
      #expect(repair.exitCode == 0, "\(repair.errors)")
      let again = try await CommandRun.invitectl(["migrate", "up"], environment: environment)
      #expect(again.exitCode == 0, "\(again.errors)")
    }
    guard made == .createAll else { return }
    let stamp = try await CommandRun.invitectl(
      ["migrate", "stamp", "007"], environment: environment)
    #expect(stamp.exitCode == 7)
    #expect(stamp.errors.contains("made without migrations"), "\(stamp.errors)")
  }
}
