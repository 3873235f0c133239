import ClientSupport
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// The chain of the ledger: what was edited, removed or added is named, and what was not is whole.
@Suite struct LedgerChainTests {
  /// Three codes of six lines each, which lie among one another.
  struct Ledger {
    static let codes = ["CHAIN1", "CHAIN2", "CHAIN3"]
    let world: SyncWorld

    init() throws {
      world = try SyncWorld(believesFirstSight: false)
      for code in Self.codes {
        try world.addCode(code, max: 1000)
        try world.initialise(code)
        try world.bucket.send("EXPIRE", world.key(code), 86_000)
      }
      try world.sync()
      for _ in 0..<5 { try grow() }
      try world.postgres.executeScript(
        "CREATE TABLE saved AS SELECT * FROM invitectl.redeem_sync_ledger", deadline: .soon)
    }

    /// One more line for each code.
    func grow() throws {
      for code in Self.codes { try world.take(code) }
      try world.sync()
    }

    /// The lines as they were.
    func restore() throws {
      try run(
        """
        DELETE FROM invitectl.redeem_sync_ledger;
        INSERT INTO invitectl.redeem_sync_ledger OVERRIDING SYSTEM VALUE SELECT * FROM saved
        """)
    }

    func run(_ script: String) throws {
      try world.postgres.executeScript(script, deadline: .soon)
    }

    func number(_ expression: String) throws -> Int {
      try world.postgres.query("SELECT (\(expression))::bigint AS n", deadline: .soon)
        .only().int("n")
    }

    func check(_ code: String? = nil) throws -> LedgerCheck {
      try LedgerCheck.run(world.context(), code: code)
    }

    /// The only fault that there is.
    func fault(_ label: Comment) throws -> LedgerFault {
      let check = try self.check()
      #expect(check.broken == 1, label)
      #expect(check.failure?.kind == .conflict, label)
      return try #require(check.faults.first, label)
    }
  }

  /// Of line `line` of the code; a condition.
  static func line(_ line: Int, _ code: String = "CHAIN2") -> String {
    "code_id = (SELECT id FROM redeem_codes WHERE code = '\(code)') AND line = \(line)"
  }

  @Test func `what was written is whole, of one code and of all`() throws {
    let ledger = try Ledger()
    let check = try ledger.check()
    #expect(check.broken == 0 && check.failure == nil, "\(check.faults)")
    #expect(check.codes == 3 && check.chained == 18 && check.unchained == 0, "\(check)")
    let one = try ledger.check("CHAIN2")
    #expect(one.broken == 0 && one.codes == 1 && one.chained == 6, "\(one)")
    #expect(
      try ledger.number("SELECT count(DISTINCT hash) FROM invitectl.redeem_sync_ledger") == 18)
  }

  @Test func `a code is named as it is stored, so that none is taken for one that looks alike`()
    async throws
  {
    let ledger = try Ledger()
    try ledger.run(
      #"""
      UPDATE invitectl.redeem_sync_ledger SET delta = delta # 1 WHERE \#(Self.line(3));
      UPDATE redeem_codes SET code = U&'TE\03011' WHERE code = 'CHAIN2'
      """#)
    let fault = try ledger.fault("an accent behind its letter")
    #expect(fault.code.unicodeScalars.elementsEqual("TE\u{301}1".unicodeScalars), "\(fault)")
    #expect(fault.command != nil, "\(fault)")
    let told = try await CommandRun.invitectl(
      ["sync-counts", "history", "--verify"], environment: ledger.world.environment)
    #expect(told.exitCode == 7, "\(told)")
    #expect(told.output.contains(#"TE\u{301}1: line 3 was edited"#), "\(told)")
  }

  /// As little as can be, of each column that a line has but for its id, which cannot be written.
  private static let flips = [
    "run_id = run_id # 1", "at = at + interval '1 microsecond'",
    "why = overlay(why placing 'g' from 1)",
    "delta = delta # 1", "used_before = used_before # 1", "used_after = used_after # 1",
    "max_uses = max_uses # 1", "bucket_before = bucket_before # 1", "pushed = pushed # 1",
    "state = overlay(state placing 'f' from 1)", "spread_low = spread_low # 1",
    "spread_high = spread_high # 1", "detail = '{}'", "line = line # 64",
    "hash = set_byte(hash, 17, get_byte(hash, 17) # 1)", "max_uses = NULL", "bucket_before = NULL",
  ]

  @Test func `one flipped byte is named, in whichever column and line`() throws {
    let ledger = try Ledger()
    for flip in Self.flips {
      for line in [1, 3, 6] {
        let label: Comment = "\(flip) of line \(line)"
        let changed = try ledger.world.postgres.execute(
          "UPDATE invitectl.redeem_sync_ledger SET \(flip) WHERE \(Self.line(line))",
          deadline: .soon)
        #expect(changed == 1, label)
        let fault = try ledger.fault(label)
        #expect(fault.code == "CHAIN2" && fault.kind == .edited, label)
        #expect(fault.line == line && fault.lastLine == nil, label)
        #expect(fault.sentence.contains("line \(line) was edited"), label)
        #expect(try ledger.check("CHAIN1").broken == 0, label)
        try ledger.restore()
      }
    }
    #expect(try ledger.check().broken == 0)
  }

  @Test(arguments: [1...1, 3...3, 2...4, 6...6, 5...6, 1...6])
  func `removed lines are named, wherever they were`(gone: ClosedRange<Int>) throws {
    let ledger = try Ledger()
    for line in gone {
      try ledger.run("DELETE FROM invitectl.redeem_sync_ledger WHERE \(Self.line(line))")
    }
    let fault = try ledger.fault("\(gone)")
    #expect(fault.code == "CHAIN2" && fault.kind == .removed, "\(fault)")
    #expect(fault.line == gone.lowerBound && fault.lastLine == gone.upperBound, "\(fault)")
    // What the count was before and behind them.
    if gone == 3...3 { #expect(fault.usedBefore == 1 && fault.usedAfter == 2, "\(fault)") }
  }

  /// Behind a line: a copy of it, one without a hash, and one whose hash somebody reckoned.
  @Test(arguments: [2, 6], ["copy", "bare", "forged"])
  func `an added line is named`(behind: Int, what: String) throws {
    let ledger = try Ledger()
    let id = try ledger.number(
      "SELECT id + 1 FROM invitectl.redeem_sync_ledger WHERE \(Self.line(behind))")
    let columns = LedgerChain.columns.filter { $0 != "line" && $0 != "hash" }
      .joined(separator: ", ")
    let added = what == "bare" ? "NULL, NULL" : "line, hash"
    try ledger.run(
      """
      INSERT INTO invitectl.redeem_sync_ledger (id, \(columns), line, hash)
      OVERRIDING SYSTEM VALUE
      SELECT \(id), \(columns), \(added) FROM invitectl.redeem_sync_ledger
      WHERE \(Self.line(behind))
      """)
    if what == "forged" {
      var fields = LedgerChain.stored("f")
      fields.number = String(behind + 1)
      let before = "(SELECT hash FROM saved WHERE \(Self.line(behind)))"
      try ledger.run(
        """
        UPDATE invitectl.redeem_sync_ledger f SET line = \(behind + 1),
          hash = \(LedgerChain.hash(after: before, fields))
        WHERE id = \(id) AND \(Self.line(behind))
        """)
    }
    let fault = try ledger.fault("\(behind), \(what)")
    #expect(fault.code == "CHAIN2", "\(fault)")
    switch (what, behind) {
    case ("forged", 6):
      // The chain goes on; the code's row knows nothing of it.
      #expect(fault.kind == .head && fault.line == 6, "\(fault)")
    case ("forged", _):
      // Two lines 3 that continue line 2: which of them was written, no hash of theirs tells.
      #expect(fault.kind == .added && fault.line == 3, "\(fault)")
      #expect(fault.sentence.contains("twice"), "\(fault)")
    default: #expect(fault.kind == .added && fault.line == behind + 1, "\(fault)")
    }
  }

  @Test func `a line that was given to another code is missed by one and too much for the other`()
    throws
  {
    let ledger = try Ledger()
    try ledger.run(
      """
      UPDATE invitectl.redeem_sync_ledger
      SET code_id = (SELECT id FROM redeem_codes WHERE code = 'CHAIN1')
      WHERE \(Self.line(4))
      """)
    let check = try ledger.check()
    #expect(check.broken == 2)
    let kinds = Dictionary(
      check.faults.map { ($0.code, $0.kind) }, uniquingKeysWith: { first, _ in first })
    let expected: [String: LedgerFault.Kind] = ["CHAIN1": .added, "CHAIN2": .removed]
    #expect(kinds == expected, "\(check.faults)")
  }

  @Test func `the row of a code that is edited, and one that is begun anew`() throws {
    let ledger = try Ledger()
    let chosen = "code_id = (SELECT id FROM redeem_codes WHERE code = 'CHAIN2')"
    try ledger.run(
      """
      UPDATE invitectl.redeem_sync
      SET ledger_hash = set_byte(ledger_hash, 0, 255 - get_byte(ledger_hash, 0))
      WHERE \(chosen)
      """)
    #expect(try ledger.fault("head").kind == .head)
    // Who deletes it has the count begun anew; the chain goes on from its last line.
    try ledger.run("DELETE FROM invitectl.redeem_sync WHERE \(chosen)")
    #expect(try ledger.check().broken == 0)
    try ledger.grow()
    let check = try ledger.check()
    #expect(check.broken == 0 && check.chained == 21, "\(check)")
    #expect(
      try ledger.number(
        "SELECT max(line) FROM invitectl.redeem_sync_ledger WHERE \(chosen)") == 7)
  }
}
