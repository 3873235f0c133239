import CountProtocol
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Rows and intents that no sync wrote, and the ends of columns.
extension SyncOutsideNumberTests {
  @Test(arguments: [
    "seq", "base_ms", "epoch_ms", "x_mark", "cum_mark", "x_floor", "room_low", "room_high",
    "past_low", "past_high", "room_since_ms", "changed_ms", "last_read_ms", "spread_low",
    "spread_high",
  ])
  func `a row that no sync wrote is named, and deleting it begins anew`(
    column: String
  ) async throws {
    let world = try world()
    for (round, value) in ["9223372036854775807", "-9223372036854775808"].enumerated() {
      // Beside those of the round before, which go on by then.
      let (good, other) = ("GOOD\(round)", "OTHER\(round)")
      try world.addSyncedCode(good)
      try world.addSyncedCode(other)
      try world.postgres.execute(
        """
        UPDATE invitectl.redeem_sync SET \(column) = '\(value)'
        WHERE code_id = (SELECT id FROM redeem_codes WHERE code = '\(good)')
        """, deadline: .soon)
      try world.take(good)
      try world.take(other)
      let outcome = try world.sync()
      #expect(outcome.problems.map(\.code) == [good], "\(column) \(value)")
      #expect(outcome.problems.map(\.problem) == [.badRow])
      #expect(try world.used(other) == 1)
      let resync = try await invitectl(world, "force-resync", good, "-n")
      #expect(resync.exitCode == 8, "\(resync.errors)")
      let next = try #require(outcome.problems.first?.next)
      try world.postgres.executeScript(next, deadline: .soon)
      #expect(try world.sync().problems.isEmpty)
      #expect(try world.used(good) == 1)
    }
  }

  /// Column and value, which its column holds and the others contradict.
  @Test(arguments: [
    ("held", "2147483647"), ("held", "-1"), ("held", "-2147483648"), ("held", "11"),
    ("incarnation", "2147483647"), ("incarnation", "-2147483648"), ("incarnation", "0"),
    ("u_after", "2147483647"), ("u_after", "-2147483648"), ("u_after", "-1"),
    ("m_after", "2147483647"), ("m_after", "-2147483648"), ("m_after", "-1"),
    ("m_top", "9"), ("m_top", "-1"), ("m_top", "-2147483648"), ("x_mark", "1099511627776"),
    ("cum_mark", "-1099511627776"), ("room_low", "11"), ("room_high", "9"), ("past_low", "11"),
    ("past_high", "-1"),
  ])
  func `a row that contradicts itself is no evidence`(column: String, value: String) async throws {
    let world = try world()
    // Both while their first sight is believed.
    let rounds = [(false, "GOOD", "OTHER"), (true, "GOOD1", "OTHER1")]
    for code in ["OTHER", "GOOD1", "OTHER1"] { try world.addSyncedCode(code) }
    for (isMoved, good, other) in rounds {
      try world.postgres.execute(
        """
        UPDATE invitectl.redeem_sync SET \(column) = \(value)
        WHERE code_id = (SELECT id FROM redeem_codes WHERE code = '\(good)')
        """, deadline: .soon)
      if isMoved { try world.take(good) }
      try world.take(other)
      // Named at each run, whether anything has moved or not, and in a dry run too.
      for dry in [true, false, false] {
        let outcome = try world.sync { $0.dryRun = dry }
        #expect(outcome.problems.map(\.code) == [good], "\(column) \(value) \(isMoved)")
        #expect(outcome.problems.map(\.problem) == [.badRow])
      }
      #expect(try world.used(other) == 1)
      #expect(try world.tokens(good) == (isMoved ? 9 : 10))
      #expect(try world.used(good) == 0)
      let resync = try await invitectl(world, "force-resync", good, "--from", "database", "--yes")
      #expect(resync.exitCode == 8, "\(resync.errors)")
      #expect(resync.output.contains("its row of invitectl.redeem_sync"), "\(resync.output)")
      #expect(try world.tokens(good) == (isMoved ? 9 : 10))
      // Without it, the count begins anew: what it says it has from the bucket, never exact.
      try world.postgres.executeScript(
        "DROP TRIGGER IF EXISTS believe ON invitectl.redeem_sync", deadline: .soon)
      let next = try #require(try world.sync().problems.first?.next)
      try world.postgres.executeScript(next, deadline: .soon)
      #expect(try world.sync().problems.isEmpty)
      #expect(try world.used(good) == (isMoved ? 1 : 0))
      #expect(try world.standing(good).hasPrefix("baseline -"))
    }
  }

  @Test func `a row of a code whose bucket is gone is looked at too`() throws {
    let world = try world()
    try world.bucket.send("DEL", world.key("GOOD"), world.key("GOOD") + ":sync")
    try world.sync()
    try world.postgres.execute(
      "UPDATE invitectl.redeem_sync SET held = 2147483647", deadline: .soon)
    #expect(try world.sync().problems.map(\.problem) == [.badRow])
  }

  @Test(arguments: [
    "{}", "[]", "null", "7", #""x""#, #"{"from": 1e300}"#,
    #"{"from":1,"to":9223372036854775807,"add":1,"adjusted":1,"base":1,"seq":1,"token":1,"deadline":1}"#,
    #"{"from":1,"to":2,"add":-9223372036854775808,"adjusted":1,"base":1,"seq":1,"token":1,"deadline":1}"#,
    #"{"from":1,"to":2,"add":1,"adjusted":1.5,"base":1,"seq":1,"token":1,"deadline":1}"#,
    #"{"from":1,"to":0,"add":1,"adjusted":1,"base":1,"seq":1,"token":1,"deadline":1}"#,
  ])
  func `an intent that no sync recorded is named`(pending: String) async throws {
    let world = try world()
    try world.addSyncedCode("OTHER")
    try world.postgres.execute(
      """
      UPDATE invitectl.redeem_sync SET pending = $1::jsonb
      WHERE code_id = (SELECT id FROM redeem_codes WHERE code = 'GOOD')
      """, [pending], deadline: .soon)
    try world.take("OTHER")
    let outcome = try world.sync()
    #expect(outcome.problems.map(\.problem) == [.badRow])
    #expect(try world.used("OTHER") == 1)
  }

  @Test func `a state of a newer version is named`() throws {
    let world = try world()
    try world.addSyncedCode("OTHER")
    try world.postgres.execute(
      """
      UPDATE invitectl.redeem_sync SET state = 'newer'
      WHERE code_id = (SELECT id FROM redeem_codes WHERE code = 'GOOD')
      """, deadline: .soon)
    try world.take("GOOD")
    try world.take("OTHER")
    #expect(try world.sync().problems.map(\.problem) == [.badRow])
    #expect(try world.used("OTHER") == 1)
  }

  @Test(arguments: [
    (-2_147_483_648, 2_147_483_647), (2_147_483_647, -2_147_483_648),
    (2_147_483_647, 2_147_483_647), (-2_147_483_648, -2_147_483_648), (-1, 2_147_483_647),
    (0, 2_147_483_647), (2_147_483_647, 0), (2_147_483_640, 2_147_483_647), (-5, 10),
  ])
  func `used_count and max_uses at the ends of their columns stop nobody`(
    used: Int, max: Int
  ) async throws {
    for bucket in [nil, "2147483647", "-2147483647"] {
      let world = try world()
      try world.addCode("EDGE", max: max, used: used)
      if let bucket { try world.bucket.send("SETEX", world.key("EDGE"), 80_000, bucket) }
      try world.take("GOOD")
      let first = try world.sync()
      #expect(try world.used("GOOD") == 1, "\(used) \(max) \(bucket ?? "-")")
      try world.take("GOOD")
      let second = try world.sync()
      #expect(try world.used("GOOD") == 2)
      for outcome in [first, second] {
        #expect(outcome.problems.allSatisfy { $0.code == "EDGE" })
      }
      // Nothing of ours makes a bucket that would be refused afterwards.
      let value = try world.bucket.send("GET", world.key("EDGE"))
      if !value.isNull { #expect(BucketValue(try value.asBytes()).count != nil) }
      for arguments in [
        ["force-resync", "EDGE", "-n"], ["redeem", "EDGE", "a@example.com", "--explain"],
        ["redeem", "EDGE", "b@example.com"], ["redeem", "bucket", "EDGE", "--init"],
        ["metrics-dump", "--collectors", "buckets,codes"],
      ] {
        let result = try await CommandRun.invitectl(arguments, environment: world.environment)
        #expect(result.exitCode.map { $0 <= 8 } == true, "\(arguments): \(result.errors)")
      }
    }
  }

  @Test func `the scripts go by the same rule as we do, and as Redis does`() throws {
    let world = try world()
    for text in [
      "", "-", "+1", "-0", "0", "00", "007", "-7", " 1", "1 ", "1\n", "1.0", "1e3", "0x1", "\0",
      "2147483647", "-2147483647", "2147483648", "-2147483648", "4294967296", "9007199254740993",
      "9223372036854775807", "-9223372036854775808", "9223372036854775808",
      "18446744073709551616", "nan", "inf", "-inf", "99999999999999999999999999",
    ] {
      try world.bucket.send("SETEX", world.key("GOOD"), 80_000, text)
      let value = BucketValue(text.utf8)
      let problem = try world.sync { $0.dryRun = true }.problems.first?.problem
      switch value {
      case .count: #expect(problem != .garbage && problem != .bucketOutOfRange, "\(text)")
      case .defect(.notInteger): #expect(problem == .garbage, "\(text)")
      case .defect(.outOfRange): #expect(problem == .bucketOutOfRange, "\(text)")
      }
      // What Redis counts with is an integer for us, and the other way round but for the ends.
      let reply = try world.bucket.pipeline(
        [["INCRBY", world.key("GOOD"), 0]], deadline: .soon)[0]
      if case .integer = reply { #expect(value != .defect(.notInteger), "\(text)") }
      if value.count != nil {
        guard case .integer = reply else {
          Issue.record("Redis refuses \(text)")
          continue
        }
      }
    }
  }
}
