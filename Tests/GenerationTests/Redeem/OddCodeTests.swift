import InviteOps
import LosslessJSON
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Faults C15 and C16: a code with odd numbers is refused by name, and stops nobody else.
@Suite struct OddCodeTests {
  /// Code, the rest of its row, and what becomes of its line.
  private static let codes: [(code: String, row: String, verdict: String)] = [
    ("NULLDAYS", "5, 1, NULL, now() - interval '1 day', 'p@example.com', NULL", "USER_EXPIRED"),
    (
      "MANYDAYS", "5, 1, 2147483647, now() - interval '1 day', 'p@example.com', NULL",
      "USER_EXPIRED"
    ),
    (
      "MINUSDAYS", "5, 1, -2147483648, now() - interval '1 day', 'p@example.com', NULL",
      "USER_EXPIRED"
    ),
    ("ENDLESS", "5, 1, 30, 'infinity', 'p@example.com', NULL", "USER_EXPIRED"),
    ("BEFORETIME", "5, 1, 30, '-infinity', 'p@example.com', NULL", "USER_EXPIRED"),
    ("EARLY", "5, 1, 30, '4713-01-01 BC', 'p@example.com', NULL", "USER_EXPIRED"),
    ("NULLUSED", "5, NULL, 30, NULL, NULL, NULL", "CODE_USED_UP"),
    ("NULLMOST", "NULL, 1, 30, NULL, NULL, NULL", "CODE_USED_UP"),
    // Nobody is bound: the backend does not look at the days yet.
    ("UNBOUND", "5, 1, 2147483647, NULL, NULL, NULL", "queued"),
    ("NEVEREXPIRES", "5, 1, 30, NULL, NULL, 'infinity'", "queued"),
    ("LONGAGO", "5, 1, 30, NULL, NULL, '-infinity'", "CODE_EXPIRED"),
    ("NEGATIVE", "2147483647, -5, 30, NULL, NULL, NULL", "queued"),
    ("LASTDATE", "5, 1, 2900000, now() - interval '1 day', 'p@example.com', NULL", "queued"),
    ("FINE", "5, 1, 30, now() - interval '1 day', 'p@example.com', NULL", "queued"),
  ]

  private static func insert(_ world: RedeemWorld) throws {
    for (code, row, _) in codes {
      try world.postgres.executeScript(
        """
        INSERT INTO redeem_codes (code, code_type, is_active, max_uses, used_count, validity_days,
          activated_at, bound_email, expires_at)
        VALUES ('\(code)', (enum_range(NULL::redeemcodetype))[1], true, \(row))
        """, deadline: .soon)
    }
  }

  @Test func `one line of a batch each, and all others go on`() async throws {
    let world = try RedeemWorld()
    try Self.insert(world)
    let result = try await CommandRun.invitectl(
      ["redeem", "--batch", "-", "--flow", "redeem"], environment: world.environment,
      input: Self.codes.map { "\($0.code),p@example.com" }.joined(separator: "\n"))
    #expect(result.exitCode == 8, "\(result.errors)")
    let lines = try result.output.split(separator: "\n").map {
      try JSONValue(parsing: Array($0.utf8))
    }
    try #require(lines.count == Self.codes.count, "\(result.output)\(result.errors)")
    for (line, (code, _, verdict)) in zip(lines, Self.codes) {
      #expect(line["code"]?.string == code)
      #expect((line["reason"] ?? line["status"])?.string == verdict, "\(line)")
    }
    #expect(lines.first { $0["code"]?.string == "NEGATIVE" }?["remaining"]?.int == 2_147_483_651)
    let many = lines.first { $0["code"]?.string == "MANYDAYS" }?["detail"]?.string ?? ""
    #expect(many.contains("valid for 2147483647 days") && many.contains("validity_days"), "\(many)")
  }

  @Test func `rebinds of them are refused as CODE_EXPIRED`() async throws {
    let world = try RedeemWorld()
    try Self.insert(world)
    for code in ["NULLDAYS", "MANYDAYS", "MINUSDAYS", "ENDLESS"] {
      let result = try await CommandRun.invitectl(
        ["redeem", code, "p@example.com", "--flow", "rebind"], environment: world.environment)
      #expect(result.exitCode == 5)
      #expect(result.output == "CODE_EXPIRED\n", "\(code): \(result.output)\(result.errors)")
    }
  }

  @Test func `no bucket is made of a NULL`() async throws {
    let world = try RedeemWorld()
    try world.postgres.execute(
      "UPDATE redeem_codes SET used_count = NULL WHERE code = 'DIRECT10'", deadline: .soon)
    let result = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "p@example.com"], environment: world.environment)
    #expect(result.exitCode == 5)
    #expect(result.output == "CODE_USED_UP\n")
    #expect(result.errors.contains("used_count NULL of max_uses 10"), "\(result.errors)")
    #expect(try world.tokens("DIRECT10") == nil)
    let bucket = try await CommandRun.invitectl(
      ["redeem", "bucket", "DIRECT10", "--init"], environment: world.environment)
    #expect(bucket.exitCode == 7)
    #expect(bucket.errors.contains("used_count NULL of max_uses 10"), "\(bucket.errors)")
  }

  @Test(
    arguments: [
      ("LINUXDO5", "used_count = NULL", 5), ("LINUXDO5", "max_uses = 0, used_count = 3", 5),
      ("DIRECT10", "used_count = NULL", 5), ("DIRECT10", "used_count = -2", 7),
      ("DIRECTUNLIMITED", "max_uses = 0", 5),
    ] as [(String, String, Int32)])
  func `numbers that refuse everybody are mended by what is printed`(
    code: String, numbers: String, exit: Int32
  ) async throws {
    let world = try RedeemWorld()
    try world.postgres.execute(
      "UPDATE redeem_codes SET \(numbers) WHERE code = '\(code)'", deadline: .soon)
    let words = ["redeem", code, "p@example.com"]
    let refused = try await CommandRun.invitectl(words, environment: world.environment)
    #expect(refused.exitCode == exit, "\(refused)")
    let statement = try #require(refused.errors.firstMatch(of: #/'(UPDATE [^']+)'/#)?.1)
    try world.postgres.execute(String(statement), deadline: .soon)
    let redeemed = try await CommandRun.invitectl(words, environment: world.environment)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
  }

  /// What an older version recorded is finished as it is.
  @Test func `an entry of the outbox with an email that is refused today is finished`() async throws
  {
    let world = try RedeemWorld()
    try world.postgres.execute(
      """
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email)
      VALUES ('f0e1d2c3-0000-4000-8000-000000000001', 'direct', 'DIRECT10', 'a..b@example.com'),
        ('f0e1d2c3-0000-4000-8000-000000000002', 'redeem', 'LINUXDO5', 'c..d@example.com')
      """, deadline: .soon)
    let result = try await CommandRun.invitectl(
      ["redeem", "--resume"], environment: world.environment)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output == "queued 2, refused 0, too old 0\n")
  }
}
