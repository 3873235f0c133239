import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// What is older than the ledger of a code is of the count that it began with.
extension AuditTests {
  /// The code is older than what it left before its ledger begins: the records of ten days ago are its own.
  private func setBack(_ world: SyncWorld) throws {
    try world.postgres.execute(
      "UPDATE redeem_codes SET created_at = created_at - interval '11 days' WHERE code = 'PAST'",
      deadline: .soon)
  }

  /// A code of before: two uses that PostgreSQL alone knows, and records of ten days ago; then a use whose
  /// message is purged.
  private func past(records count: Int) throws -> SyncWorld {
    let world = try world()
    try world.addCode("PAST", max: 10)
    try setBack(world)
    try world.increment("PAST", 2)
    for email in ["old1@x.com", "old2@x.com"].prefix(count) {
      try records(world, email, code: "PAST", age: "10 days")
    }
    // The web process makes the bucket at the first use.
    try world.initialise("PAST")
    try world.bucket.send("EXPIRE", world.key("PAST"), 86_000)
    try world.take("PAST")
    try queue(world, "gone@x.com", code: "PAST")
    try TestRedis.connect(world.redis.broker).send("DEL", "invites\u{06}\u{16}3")
    return world
  }

  @Test func `a purged message is told where records are older than the ledger`() throws {
    let world = try past(records: 2)
    // As long as no run has counted it, and then.
    let taken = try one(world, "PAST")
    #expect(taken.uses == 3 && taken.explained.record == 2, "\(taken)")
    #expect(taken.explained.bucket == 1 && taken.unexplained == 0, "\(taken)")
    try world.sync()
    let counted = try one(world, "PAST")
    #expect(counted.usedCount == 3 && counted.explained.record == 2, "\(counted)")
    #expect(counted.explained.ledger == 1 && counted.unexplained == 0, "\(counted)")
    // The broker and the statistics are younger than the code: each may have lost what is missing.
    #expect(counted.reasons == [.brokerLost, .deleted], "\(counted)")
    // One more line, and one that its record explains.
    try world.take("PAST", 2)
    try records(world, "new@x.com", code: "PAST")
    try world.sync()
    let later = try one(world, "PAST")
    #expect(later.uses == 5 && later.explained.record == 3, "\(later)")
    #expect(later.explained.ledger == 2 && later.unexplained == 0, "\(later)")
  }

  @Test func `what is lost of before is unexplained, and no line of the ledger`() throws {
    let world = try past(records: 1)
    try world.sync()
    let code = try one(world, "PAST")
    #expect(code.uses == 3 && code.explained.record == 1, "\(code)")
    #expect(code.explained.ledger == 1 && code.unexplained == 1, "\(code)")
  }

  @Test func `the same holds when the first lines were deleted for their age`() throws {
    let world = try past(records: 2)
    try world.sync()
    try world.take("PAST")
    try records(world, "next@x.com", code: "PAST")
    try world.sync()
    try world.postgres.execute(
      """
      DELETE FROM invitectl.redeem_sync_ledger l WHERE EXISTS (
        SELECT FROM invitectl.redeem_sync_ledger n WHERE n.code_id = l.code_id AND n.id > l.id)
      """, deadline: .soon)
    // The line that is left has its own record: what a deleted line told of is told by nothing any more.
    let code = try one(world, "PAST")
    #expect(code.uses == 4 && code.explained.record == 3, "\(code)")
    #expect(code.explained.ledger == 0 && code.unexplained == 1, "\(code)")
    #expect(code.unclaimed == 0, "\(code)")
  }

  struct Past: Sendable, CustomTestStringConvertible {
    let uses: Int
    let recorded: Int
    var deleted = 0
    let redeemed: Int
    let unexplained: Int
    var testDescription: String {
      "\(uses) uses, \(recorded) with a record, \(deleted) deleted, \(redeemed) since"
    }
  }

  @Test(arguments: [
    Past(uses: 2, recorded: 1, redeemed: 1, unexplained: 1),
    Past(uses: 3, recorded: 1, redeemed: 2, unexplained: 2),
    Past(uses: 5, recorded: 0, redeemed: 1, unexplained: 5),
    Past(uses: 3, recorded: 3, deleted: 1, redeemed: 1, unexplained: 1),
  ])
  func `a redemption explains no old use, neither before the first line nor at it nor later`(
    past: Past
  ) throws {
    let world = try world()
    try world.addCode("PAST", max: 20)
    try setBack(world)
    try world.increment("PAST", past.uses)
    for number in 0..<past.recorded {
      try records(world, "old\(number)@x.com", code: "PAST", age: "10 days")
    }
    for number in 0..<past.deleted {
      try world.postgres.execute(
        "DELETE FROM invite_records WHERE email = $1", ["old\(number)@x.com"], deadline: .soon)
    }
    let old = past.recorded - past.deleted
    func expectLeft(_ redeemed: Int, _ label: Comment) throws {
      let code = try one(world, "PAST")
      #expect(code.uses == past.uses + redeemed, label)
      #expect(code.explained.record == old + redeemed, label)
      #expect(code.explained.total == old + redeemed && code.unclaimed == 0, label)
      #expect(code.unexplained == past.unexplained, label)
    }
    func redeem(_ name: String) throws {
      try world.take("PAST", past.redeemed)
      for number in 0..<past.redeemed {
        try records(world, "\(name)\(number)@x.com", code: "PAST")
      }
    }
    try expectLeft(0, "before anything")
    try world.initialise("PAST")
    try world.bucket.send("EXPIRE", world.key("PAST"), 86_000)
    try redeem("new")
    try expectLeft(past.redeemed, "in the bucket")
    try world.sync()
    try expectLeft(past.redeemed, "in the first line")
    try redeem("next")
    try expectLeft(2 * past.redeemed, "in the bucket again")
    try world.sync()
    try expectLeft(2 * past.redeemed, "in a later line")
  }

  @Test(arguments: [0, 1])
  func `what a repair counted is explained by the older records`(past: Int) throws {
    let world = try world()
    // What is counted at first sight is not taken for right here: a repair changes nothing of what is exact.
    try world.postgres.executeScript(
      "DROP TRIGGER believe ON invitectl.redeem_sync", deadline: .soon)
    try world.addCode("PAST", max: 20)
    try world.increment("PAST", past)
    if past > 0 {
      try setBack(world)
      try records(world, "old@x.com", code: "PAST", age: "10 days")
    }
    func fill() throws {
      try world.initialise("PAST")
      try world.bucket.send("EXPIRE", world.key("PAST"), 86_000)
    }
    try fill()
    try world.take("PAST", 3)
    try records(world, "e1@x.com", "e2@x.com", "e3@x.com", code: "PAST")
    try world.bucket.send("DEL", world.key("PAST"))
    try fill()
    try world.take("PAST")
    try records(world, "e4@x.com", code: "PAST")
    try world.sync()
    let lost = try one(world, "PAST")
    #expect(lost.uses == past + 1 && lost.explained.record == past + 1, "\(lost)")
    #expect(lost.unclaimed == 3 && lost.unexplained == 0, "\(lost)")
    var request = ResyncRequest()
    request.codes = ["PAST"]
    let resync = ForceResync(try world.context(), request)
    let repair = try resync.apply(resync.plan())
    #expect(repair.applied == ["PAST"], "\(repair)")
    for label in ["repaired", "and synced"] as [Comment] {
      let code = try one(world, "PAST")
      #expect(code.uses == past + 4 && code.explained.record == past + 4, label)
      #expect(code.explained.ledger == 0 && code.unclaimed == 0, label)
      #expect(code.unexplained == 0 && code.reasons == [], label)
      try world.sync()
    }
    // A line behind it is told of by itself, and what is raised by hand by nothing.
    try world.take("PAST")
    try world.sync()
    let purged = try one(world, "PAST")
    #expect(purged.explained.ledger == 1 && purged.unexplained == 0, "\(purged)")
    try world.increment("PAST")
    try world.sync()
    #expect(try one(world, "PAST").unexplained == 1)
  }

  /// cleanup-queue deletes lines after ninety days (`--keep-logs`).
  @Test func `a person's word goes with its line, and that is said`() throws {
    let world = try world()
    try world.increment("A", 2)
    try world.sync()
    var request = ResyncRequest()
    request.codes = ["A"]
    request.source = .database
    func say() throws {
      try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
      try world.sync()
      let resync = ForceResync(try world.context(), request)
      #expect(try resync.apply(resync.plan()).applied == ["A"])
    }
    try say()
    let said = try one(world)
    #expect(said.explained.word == 2 && said.reasons == [], "\(said)")
    // Without its run nothing would tell that it was a person's.
    try world.prune(.runLog)
    #expect(try one(world).explained.word == 2)
    try world.prune(.ledger)
    let pruned = try one(world)
    #expect(pruned.explained.word == 0 && pruned.unexplained == 2, "\(pruned)")
    #expect(pruned.reasons == [.pruned, .untold], "\(pruned)")
    try world.prune(.runLog)
    #expect(
      try world.postgres.query(
        "SELECT id FROM invitectl.run_log WHERE command = 'force-resync'", deadline: .soon
      ).map { try $0.int("id") } == [])
    // Where the count is less than exact it can be said again.
    try say()
    let again = try one(world)
    #expect(again.explained.word == 2 && again.reasons == [], "\(again)")
  }

  /// After TRUNCATE … RESTART IDENTITY, or where the backend's tables were restored without invitectl's.
  @Test func `lines of an older code that had the same id explain nothing`() throws {
    let world = try world(2)
    #expect(try one(world).explained.ledger == 2)
    try world.postgres.execute(
      "UPDATE invitectl.redeem_sync_ledger SET at = at - interval '2 days'", deadline: .soon)
    let younger = try one(world)
    #expect(younger.explained.ledger == 0 && younger.unexplained == 2, "\(younger)")
    try world.postgres.execute(
      "UPDATE redeem_codes SET created_at = created_at - interval '3 days'", deadline: .soon)
    #expect(try one(world).explained.ledger == 2)
  }
}
