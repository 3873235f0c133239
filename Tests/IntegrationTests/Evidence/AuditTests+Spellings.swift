import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// A code that is named is found in rows by a test that costs little.
extension AuditTests {
  @Test(arguments: [["KISS"], ["KISS", "A"], ["KISS", "LONGER-CODE"], ["KISS", "ÄB"]])
  func `a named code has the rows that it has among all, however they spell it`(
    _ names: [String]
  ) throws {
    let world = try world()
    for code in ["KISS", "LONGER-CODE", "ÄB"] { try world.addSyncedCode(code, max: 30) }
    let spellings = [
      "KISS", "kiss", "Kiss", " kiss ", "KISS\t", "K\u{131}ss", "ki\u{17F}s", "KIßs", "KISSES",
      "kis",
    ]
    for (place, spelling) in spellings.enumerated() {
      try records(world, "r\(place)@x.com", code: spelling)
      try queue(row: spelling, "q\(place)@x.com", world)
    }
    for spelling in ["longer-code", " Longer-Code"] {
      try records(world, "l\(spelling.count)@x.com", code: spelling)
    }
    for spelling in ["äb", "ÄB ", "A"] {
      try records(world, "u\(spelling.count)@x.com", code: spelling)
    }
    // More than there are rows of, so that each is shown among all, too.
    try world.take("KISS", 25)
    try world.take("LONGER-CODE", 5)
    try world.take("ÄB", 5)
    try world.sync()

    var request = AuditRequest()
    request.codes = names
    let named = try ResyncAudit(world.context(), request).run()
    #expect(named.worst.count == names.count)
    for code in named.worst {
      let alone = try #require(try everything(world).first { $0.code == code.code })
      #expect(code.explained == alone.explained, "\(code.code)")
      #expect(code.unexplained == alone.unexplained && code.unclaimed == alone.unclaimed)
    }
    let kiss = try #require(named.worst.first { $0.code == "KISS" })
    #expect(kiss.explained.record + kiss.explained.row >= 10)
  }

  private func queue(row spelling: String, _ email: String, _ world: SyncWorld) throws {
    try world.postgres.execute(
      """
      INSERT INTO invite_queue (email, redeem_code, status, created_at)
      VALUES ($1, $2, 'PENDING', now())
      """, [email, spelling], deadline: .soon)
  }

  /// All codes of which something is left over.
  private func everything(_ world: SyncWorld) throws -> [AuditedCode] {
    var request = AuditRequest()
    request.limit = 100
    return try ResyncAudit(world.context(), request).run().worst
  }

  @Test func `the broker is looked at again only where something is left over`() throws {
    let world = try world(2)
    try records(world, "r1@x.com", "r2@x.com")
    #expect(try audit(world, "A").looks == 1)
    try world.increment("A")
    let report = try audit(world, "A")
    #expect(report.leftOver == 1 && report.looks == 2)
    #expect(try audit(world).looks == 2)
  }
}
