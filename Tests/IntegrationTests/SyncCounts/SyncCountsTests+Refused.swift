import CountProtocol
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What cannot be synced, and codes of other kinds.
extension SyncCountsTests {
  @Test func `what cannot be synced is named and stops nothing else`() throws {
    let world = try settled()
    for (code, max) in [("WORD", 10), ("LIST", 10), ("SHADOW", 10), ("MANY", 5)] as [(String, Int)]
    {
      try world.addCode(code, max: max)
    }
    try world.bucket.send("SETEX", world.key("WORD"), 86_000, "many")
    try world.bucket.send("RPUSH", world.key("LIST"), "x")
    try world.bucket.send("SETEX", world.key("SHADOW"), 86_000, 5)
    try world.bucket.send("SET", world.key("SHADOW") + ":sync", "x")
    try world.bucket.send("SETEX", world.key("MANY"), 86_000, -4)
    try world.take("A")
    let outcome = try world.sync()
    #expect(try world.used("A") == 1)
    let problems = Dictionary(
      uniqueKeysWithValues: outcome.problems.map { ($0.code, $0.problem) })
    #expect(
      problems
        == ["WORD": .garbage, "LIST": .garbage, "SHADOW": .badShadow, "MANY": .aboveLimit])
    #expect(try world.bucket.send("GET", world.key("WORD")).asString() == "many")
    #expect(try world.used("MANY") == 0)
    #expect(outcome.failure?.kind == .partial)
  }

  @Test func `more refunds than uses are refused`() throws {
    let world = try settled()
    try world.refund("A", 3)
    let outcome = try world.sync()
    #expect(outcome.problems.map(\.problem) == [.belowZero])
    #expect(try world.used("A") == 0)
  }

  @Test func `unlimited codes are counted and never pushed`() throws {
    let world = try SyncWorld()
    for (code, max) in [("ZERO", 0), ("NULL", nil)] as [(String, Int?)] {
      try world.addCode(code, max: max, used: code == "NULL" ? nil : 7)
      try world.bucket.send("SETEX", world.key(code), 86_000, 5)
    }
    try world.sync()
    try world.take("ZERO", 2)
    try world.take("NULL", 3)
    let outcome = try world.sync()
    #expect(outcome.problems.isEmpty)
    #expect(try world.used("ZERO") == 9)
    #expect(try world.tokens("ZERO") == 3)
    #expect(try world.used("NULL") == 3)
    #expect(try world.tokens("NULL") == 2)
    #expect(try world.sync().changed == 0)
  }

  @Test func `an inactive code takes refunds and is never raised`() throws {
    let world = try settled()
    try world.take("A", 3)
    try world.sync()
    try world.postgres.execute("UPDATE redeem_codes SET is_active = false", deadline: .soon)
    try world.refund("A")
    try world.edit("A", max: 50)
    try world.sync()
    #expect(try world.used("A") == 2)
    #expect(try world.tokens("A") == 8)
    #expect(try world.sync().changed == 0)
    try world.postgres.execute("UPDATE redeem_codes SET is_active = true", deadline: .soon)
    try world.sync()
    #expect(try world.tokens("A") == 48)
  }

  @Test func `a dry run says the same and changes nothing`() throws {
    let world = try settled()
    try world.take("A", 2)
    try world.increment("A")
    let plan = try world.sync { $0.dryRun = true }
    #expect(try world.used("A") == 1)
    #expect(try world.tokens("A") == 8)
    let done = try world.sync()
    #expect(plan.changes.map(\.delta) == done.changes.map(\.delta))
    #expect(plan.changes.map(\.pushed) == done.changes.map(\.pushed))
    #expect(done.changes.map(\.pushed) == [-1])
  }

  @Test func `a code that does not exist is named before anything is done`() throws {
    let world = try settled()
    try world.take("A")
    #expect(throws: Failure.self) { try world.sync { $0.codes = ["A", "NOSUCHCODE"] } }
    #expect(try world.used("A") == 0)
    #expect(try world.sync { $0.codes = ["A"] }.scanned == 1)
    #expect(try world.used("A") == 1)
  }

  @Test func `without schema invitectl it names the command that makes it`() throws {
    let world = try SyncWorld()
    try world.postgres.executeScript("DROP SCHEMA invitectl CASCADE", deadline: .soon)
    do {
      try world.sync()
      Issue.record("it ran")
    } catch let failure as Failure {
      #expect(failure.hint?.contains("invitectl migrate up") == true)
    }
  }
}
