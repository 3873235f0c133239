import InviteOps
import InviteStorage
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Two codes that differ only in how a letter is put together: one for Swift's String, and two for PostgreSQL, Redis
/// and the backend.
@Suite struct CodeLettersTests {
  private let codes = [(code: "T\u{C9}991", uses: 3), (code: "TE\u{301}991", uses: 1)]

  @Test func `each has its own messages, bucket and count`() async throws {
    let world = try SyncWorld(withRedisOf: ["--appendonly", "yes"])
    try world.postgres.executeScript(OutboxSchema.create, deadline: .soon)
    for (code, _) in codes { try world.addSyncedCode(code) }
    for (code, uses) in codes { try world.take(code, uses) }
    try await CeleryPublisher.publish(
      codes.flatMap { code, uses in
        (0..<uses).map { CeleryPublisher.Call("\(code.utf8.count)-\($0)@x.com", code) }
      }, on: world.redis)

    #expect(try world.sync().usesAdded == 4)
    for (code, uses) in codes { #expect(try world.used(code) == uses) }
    try audit(world, codes.map(\.code))
    for (code, _) in codes { try audit(world, [code]) }

    for (code, _) in codes {
      try world.bucket.send("DEL", world.key(code), world.key(code) + ":sync")
    }
    let run = try await CommandRun.invitectl(
      ["force-resync"] + codes.map(\.code) + ["--yes"], environment: world.environment)
    #expect(run.exitCode == 0, "\(run)")
    for (code, uses) in codes {
      #expect(try world.used(code) == uses, "\(run)")
      #expect(try world.tokens(code) == 10 - uses, "\(run)")
    }
  }

  /// Each use is explained by a message of its own code.
  private func audit(_ world: SyncWorld, _ names: [String]) throws {
    var request = AuditRequest()
    request.codes = names
    let report = try ResyncAudit(world.context(), request).run()
    #expect(report.worst.count == names.count)
    for found in report.worst {
      let uses = try #require(
        codes.first { $0.code.utf8.elementsEqual(found.code.utf8) }?.uses)
      #expect(found.uses == uses && found.explained.queued == uses, "\(found)")
      #expect(found.unexplained == 0 && found.unclaimed == 0, "\(found)")
    }
  }
}
