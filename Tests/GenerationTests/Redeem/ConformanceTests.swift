import CeleryProtocol
import ClientSupport
import InviteDomain
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Generated situations, each judged by invitectl and by a Python oracle written from the backend's
/// rules: the same verdict, the same message, the same rows and buckets afterwards.
@Suite struct ConformanceTests {
  /// One code with what surrounds it, and one request for it.
  private struct Situation {
    var flow = "direct"
    var typedCode = ""
    var code = ""
    var typedEmail = ""
    var email = ""
    var type: String?
    var maxUses: Int?
    var used: Int?
    var expires: String?
    var isActive: Bool?
    var group: String?
    var validity: Int?
    var activated: String?
    var bound: String?
    /// Team, status and age of each record.
    var records: [(team: String, status: String, age: String)] = []
    var tokens: Int?
  }

  private static let count = 900

  @Test(arguments: ["enums-upper", "enums-lower"])
  func `the same verdict, message, rows and tokens as the oracle`(enums: String) async throws {
    let world = try RedeemWorld(enums: enums)
    var random = SeededGenerator(test: "conformance")
    try world.postgres.execute(
      "INSERT INTO team_groups (name) VALUES ('without teams')", deadline: .soon)
    let situations = (0..<Self.count).map { Self.situation($0, &random) }
    for situation in situations { try Self.insert(situation, world) }
    let oracleRedis = try TestRedis.connect(world.redis.result)
    for situation in situations {
      guard let tokens = situation.tokens else { continue }
      try world.setTokens(situation.code, tokens)
      try oracleRedis.send("SETEX", "redeem:\(situation.code):remaining", 86_400, tokens)
    }
    // The oracle works on a copy.
    world.postgres.close()
    let copy = try TestDatabase(copying: world.database)
    let ours = try await runOurs(situations, world)
    let theirs = try await runOracle(situations, world, copy)
    let messages = try world.messages()
    var verdicts: [String: Int] = [:]
    for (index, situation) in situations.enumerated() {
      let verdict = theirs[index]["verdict"]?.string ?? "none"
      verdicts[verdict, default: 0] += 1
      if verdict == "FAILS" {
        // The backend answers 500 and changes nothing; docs/redeem.md says which names ours have.
        let names = ["CODE_USED_UP", situation.flow == "rebind" ? "CODE_EXPIRED" : "USER_EXPIRED"]
        #expect(names.contains(ours[index]), "\(index): \(ours[index]) \(situation)")
      } else {
        #expect(ours[index] == verdict, "\(index): \(situation)")
      }
    }
    let expected = Set(theirs.compactMap { $0["message"]?.object.map { JSONValue.object($0) } })
    let actual = Set(try messages.compactMap { try $0.bodyJSON()[1] })
    #expect(actual == expected)
    let rows = """
      SELECT code || ' ' || coalesce(used_count::text, 'NULL') || ' '
        || coalesce(bound_email, 'NULL') || ' ' || (activated_at IS NULL) AS line
      FROM redeem_codes ORDER BY id
      """
    let here = try world.database.connect().query(rows, deadline: .soon)
    let there = try copy.connect().query(rows, deadline: .soon)
    #expect(try here.map { try $0.string("line") } == there.map { try $0.string("line") })
    for situation in situations {
      let key = "redeem:\(situation.code):remaining"
      let left = try world.tokens(situation.code)
      #expect(try left == oracleRedis.send("GET", key).asOptionalInteger(), "\(situation)")
    }
    // Enough of each kind, or nothing was shown.
    let known: [RefusalReason] = [
      .invalidCode, .codeExpired, .codeUsedUp, .emailMismatch, .userExpired, .noAvailableTeam,
      .teamStillActive, .noPreviousInvite,
    ]
    for reason in known {
      #expect(verdicts[reason.rawValue, default: 0] >= 3, "\(reason): \(verdicts)")
    }
    #expect(verdicts["queued", default: 0] >= 30)
    #expect(verdicts["FAILS", default: 0] >= 10)
  }

  private func runOurs(_ situations: [Situation], _ world: RedeemWorld) async throws -> [String] {
    let input = situations.map { situation in
      String(
        decoding: JSONValue.object([
          "code": .string(situation.typedCode), "email": .string(situation.typedEmail),
          "flow": .string(situation.flow),
        ]).pythonJSON, as: UTF8.self)
    }.joined(separator: "\n")
    let result = try await CommandRun.invitectl(
      ["redeem", "--batch", "-"], environment: world.environment, input: input)
    #expect(result.exitCode == 8, "\(result.errors)")
    return try result.output.split(separator: "\n").map { line in
      let value = try JSONValue(parsing: Array(line.utf8))
      return value["reason"]?.string ?? value["status"]?.string ?? "none"
    }
  }

  private func runOracle(
    _ situations: [Situation], _ world: RedeemWorld, _ copy: TestDatabase
  ) async throws -> [JSONValue] {
    let here = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let parameters = ["host", "port", "user"].compactMap { name in
      copy.parameters[name].map { "\(name)=\($0)" }
    }
    let task: JSONValue = [
      "database": .string("dbname=\(copy.name) " + parameters.joined(separator: " ")),
      "bucket": .string("\(world.redis.result)"),
      "requests": .array(
        situations.map {
          [
            "flow": .string($0.flow), "code": .string($0.typedCode),
            "email": .string($0.typedEmail),
          ]
        }),
    ]
    let result = try await PythonPeer.run(
      ["/\(here)/oracle/redeem_oracle.py"],
      input: String(decoding: task.pythonJSON, as: UTF8.self))
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONValue(parsing: Array(result.output.utf8)).array ?? []
  }

  private static func situation(_ index: Int, _ random: inout SeededGenerator) -> Situation {
    func pick<Value>(_ values: [Value], _ random: inout SeededGenerator) -> Value {
      values[Int.random(in: 0..<values.count, using: &random)]
    }
    var made = Situation()
    made.flow = pick(["direct", "redeem", "rebind"], &random)
    let unicode = pick(["", "", "", "é", "码", "ß", "🎟"], &random)
    let long = pick([0, 0, 0, 40], &random)
    made.typedCode = "c\(index)\(unicode)" + String(repeating: "z", count: long)
    made.code = made.typedCode.uppercased()
    if pick([true, false], &random) { made.typedCode = "  \(made.typedCode)\t" }
    made.email = "user\(index)\(pick(["", "+tag", ".é"], &random))@example.com"
    made.typedEmail = pick([made.email, " " + made.email.uppercased() + " "], &random)
    made.type = pick(
      [made.flow == "direct" ? "DIRECT" : "LINUXDO", "DIRECT", "LINUXDO", nil], &random)
    made.maxUses = pick([5, 5, 5, 1, 0, nil], &random)
    made.used = pick([0, 0, 1, 4, 5, 7, nil], &random)
    made.expires = pick([nil, "1 day", "1 day", "-1 day", "-1 second", "1 hour"], &random)
    made.isActive = pick([true, true, true, true, true, true, true, true, false, nil], &random)
    made.group = pick([nil, "alpha", "beta", "without teams"], &random)
    made.validity = pick([nil, 30, 30, 30, 30, 30, 30, 0, 2_147_483_647, -2_147_483_648], &random)
    made.activated = pick([nil, "-5 days", "-5 days", "-31 days"], &random)
    let other = "else@example.com"
    made.bound =
      made.flow == "rebind"
      ? pick([made.email, made.email, made.email, made.email, other, nil], &random)
      : pick([nil, nil, made.email, made.email, other], &random)
    made.records = pick(
      [
        [], [("closed", "SUCCESS", "5 days")], [("closed", "SUCCESS", "5 days")],
        [("roomy", "SUCCESS", "5 days")], [("closed", "FAILED", "5 days")],
        [("roomy", "SUCCESS", "9 days"), ("closed", "SUCCESS", "2 days")],
        [("closed", "SUCCESS", "9 days"), ("full", "SUCCESS", "2 days")],
      ], &random)
    made.tokens = pick([nil, nil, nil, 0, 3, 1, -2], &random)
    if made.flow == "redeem", index.isMultiple(of: 5) {
      // Past all rules but that of the validity.
      (made.expires, made.isActive, made.maxUses, made.used) = (nil, true, 5, 1)
      (made.bound, made.activated) = (made.email, "-31 days")
      made.validity = pick([30, 30, 40, nil, 2_147_483_647], &random)
    }
    // One in twenty codes does not exist.
    if index.isMultiple(of: 20) {
      made.typedCode = "missing-" + made.typedCode.filter { !$0.isWhitespace }
    }
    return made
  }

  private static func insert(_ made: Situation, _ world: RedeemWorld) throws {
    try world.postgres.execute(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, expires_at, is_active,
        group_id, validity_days, activated_at, bound_email)
      VALUES ($1, (SELECT t FROM unnest(enum_range(NULL::redeemcodetype)) t
          WHERE upper(t::text) = $2), $3::int, $4::int,
        (now() AT TIME ZONE 'utc') + $5::interval, $6::boolean,
        (SELECT id FROM team_groups WHERE name = $7), $8::int,
        (now() AT TIME ZONE 'utc') + $9::interval, $10)
      """,
      [
        made.code, made.type, made.maxUses.map(String.init), made.used.map(String.init),
        made.expires, made.isActive.map { $0 ? "true" : "false" }, made.group,
        made.validity.map(String.init), made.activated, made.bound,
      ], deadline: .soon)
    for record in made.records {
      try world.postgres.execute(
        """
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        VALUES ((SELECT id FROM teams WHERE name = $1), $2,
          (SELECT s FROM unnest(enum_range(NULL::invitestatus)) s WHERE upper(s::text) = $3), $4,
          (now() AT TIME ZONE 'utc') - $5::interval, false)
        """, [record.team, made.email, record.status, made.code, record.age], deadline: .soon)
    }
  }
}
