import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// sync-counts where invitectl moves no counts.
@Suite struct CountCheckTests {
  func run(
    _ database: TestDatabase, _ redis: TestRedis, _ arguments: String...
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      arguments, environment: Sandbox.variables(database: database, redis: redis))
  }

  func code(
    _ code: String, max: Int? = 5, used: Int?, bound: Bool = true, age: String? = "2 hours",
    activated: String = "NULL"
  ) -> String {
    """
    INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days,
      bound_email, rebind_count, rebind_limit, status, removal_retry_count, created_at, activated_at)
    VALUES ('\(code)', 'direct', \(max.map(String.init) ?? "NULL"),
      \(used.map(String.init) ?? "NULL"), true, 30, \(bound ? "'a@x.io'" : "NULL"), 0, 1, 'bound', 0,
      \(age.map { "now() - interval '\($0)'" } ?? "NULL"), \(activated));
    """
  }

  /// - Parameters:
  ///   - consumed: SQL of consumed_at.
  ///   - accepted: SQL of accepted_at.
  ///   - age: of the record; `nil` for a NULL.
  func records(
    _ count: Int, of code: String, status: String = "success", consumed: String = "now()",
    accepted: String = "now()", age: String? = "1 hour", rebind: String = "false"
  ) -> String {
    """
    INSERT INTO invite_records
      (team_id, email, status, redeem_code, created_at, accepted_at, consumed_at, is_rebind)
    SELECT 1, 'u' || i || '@x.io', '\(status)', '\(code)',
      \(age.map { "now() - interval '\($0)'" } ?? "NULL"), \(accepted), \(consumed), \(rebind) FROM generate_series(1, \(count)) i;
    """
  }

  @Test(arguments: FixtureMaking.allCases)
  func `E6: each count that the records contradict is named, and the statement sets it right`(
    made: FixtureMaking
  ) async throws {
    let database = try TestDatabase(generation: .g026, made: made)
    let redis = try TestRedis()
    try database.run(
      "DELETE FROM invite_records; DELETE FROM redeem_codes;"
        + GenerationWorld.countedOnJoin
        + code("EXACT", used: 2) + records(2, of: "EXACT")
        + code("DOUBLE", used: 4) + records(2, of: "DOUBLE")
        // The first use of a code never meets the limit; of others nothing says so.
        + code("LOWERED", used: 0) + records(2, of: "LOWERED")
        + code("RAISED", used: 1) + records(2, of: "RAISED")
        // An edit of max_uses undoes no use.
        + code("CUT", max: 1, used: 2) + records(2, of: "CUT")
        // The limit was hit: the third is marked and not counted.
        + code("FULL", max: 2, used: 2) + records(3, of: "FULL")
        + code("REBOUND", used: 1) + records(1, of: "REBOUND")
        + records(2, of: "REBOUND", rebind: "true")
        + code("FLIGHT", used: 0)
        + records(2, of: "FLIGHT", status: "reserved", consumed: "NULL", age: "-1 minute")
        + code("OLDER", used: 3) + records(1, of: "OLDER")
        + records(2, of: "OLDER", consumed: "NULL", age: "90 days")
        + code("NULLED", used: nil) + records(1, of: "NULLED"))
    let first = try await run(database, redis, "sync-counts", "-o", "json")
    #expect(first.exitCode == 8, "\(first.errors)")
    let comparison = try #require(try JSONValue(parsing: first.output)["comparison"])
    let differences = comparison["differences"]?.array ?? []
    #expect(
      differences.map { $0["code"]?.string } == ["DOUBLE", "LOWERED", "NULLED"], "\(first.output)")
    #expect(comparison["agreeing"]?.int == 5)
    #expect(comparison["undecided"]?.int == 2)
    // Half by hand, as it is printed, and the rest by force-resync.
    try database.run(try #require(differences.first?["next"]?.string))
    let dry = try await run(database, redis, "force-resync", "--all", "--dry-run")
    #expect(dry.exitCode == 8, "\(dry.errors)")
    let settled = try await run(database, redis, "force-resync", "--all", "--yes")
    #expect(settled.exitCode == 0, "\(settled.errors)")
    #expect(settled.output.contains("2 counts set"), "\(settled.output)")
    let second = try await run(database, redis, "sync-counts")
    #expect(second.exitCode == 0, "\(second.output)\(second.errors)")
    let counts = try database.connect().query(
      "SELECT string_agg(code || used_count, ' ' ORDER BY id) AS text FROM redeem_codes",
      deadline: .soon
    ).only().string("text")
    #expect(counts == "EXACT2 DOUBLE2 LOWERED2 RAISED1 CUT2 FULL2 REBOUND1 FLIGHT0 OLDER3 NULLED1")
    // Neither schema invitectl nor a lock of ours is needed for looking.
    #expect(second.output.contains("nothing was changed"))
  }

  @Test func `E6: a count is set to the nearest that the records allow, and the ledger has it`()
    async throws
  {
    let database = try TestDatabase(generation: .g026)
    let redis = try TestRedis()
    // Counted were one, and perhaps the two of which nobody knows when: no use of these is given away.
    try database.run(
      "DELETE FROM invite_records; DELETE FROM redeem_codes;"
        + GenerationWorld.countedOnJoin
        + code("RANGE", max: 5, used: 5) + records(1, of: "RANGE")
        + records(2, of: "RANGE", consumed: "NULL", age: nil)
        + code("NEGATIVE", used: -3) + records(1, of: "NEGATIVE")
        + code("NULLED", used: nil) + records(1, of: "NULLED")
        + code("BOUNDLESS", max: nil, used: 1))
    _ = try await run(database, redis, "migrate", "up")
    let settled = try await run(
      database, redis, "force-resync", "--all", "--yes", "-o", "json")
    // No count sets the one without a limit right.
    #expect(settled.exitCode == 8, "\(settled.errors)")
    let document = try JSONValue(parsing: settled.output)
    #expect(document["differing"]?.int == 4, "\(settled.output)")
    #expect(
      document["outcome"]?["applied"]?.array?.compactMap(\.string)
        == ["RANGE", "NEGATIVE", "NULLED"], "\(settled.output)")
    #expect(document["outcome"]?["unsettled"]?[0]?.string == "BOUNDLESS")
    let counts = try database.connect().query(
      "SELECT string_agg(code || used_count, ' ' ORDER BY id) AS text FROM redeem_codes",
      deadline: .soon
    ).only().string("text")
    #expect(counts == "RANGE3 NEGATIVE1 NULLED1 BOUNDLESS1")
    let history = try await run(database, redis, "force-resync", "history", "-o", "json")
    let entries = try JSONValue(parsing: history.output)["entries"]?.array ?? []
    #expect(
      entries.compactMap { entry in
        entry["code"]?.string.map {
          "\($0) \(entry["used_before"]?.int.map(String.init) ?? "NULL") "
            + "\(entry["used_after"]?.int ?? -1) \(entry["state"]?.string ?? "")"
        }
      } == ["NULLED NULL 1 exact", "NEGATIVE -3 1 exact", "RANGE 5 3 bounded"],
      "\(history.output)")
    let shown = try await run(database, redis, "force-resync", "history")
    #expect(shown.output.contains("NULL -> 1"), "\(shown.output)")
    let again = try await run(database, redis, "force-resync", "--all", "--yes")
    #expect(again.exitCode == 8)
    #expect(again.output.contains("1 differ, 2 agree, 1 may agree"), "\(again.output)")
  }

  /// Before revision 024 every later direct use of a code was counted and left no record: what is not in
  /// the records of such a code may have been.
  @Test(arguments: FixtureMaking.allCases)
  func `E6: uses of a code that may be older than counting on join are never taken away`(
    made: FixtureMaking
  ) async throws {
    let database = try TestDatabase(generation: .g026, made: made)
    let redis = try TestRedis()
    let codes = [
      // Nothing was counted on join yet, or nobody knows since when.
      code("UNSEEN", used: 3, age: "40 days"),
      code("OLD40", used: 3, age: "40 days")
        + records(1, of: "OLD40", consumed: "NULL", age: "40 days"),
      code("UNDATED", used: 3, age: nil), code("NEWER", used: 3, age: "1 minute"),
    ]
    try database.run(
      "DELETE FROM invite_records; DELETE FROM redeem_codes;" + codes.joined()
        // What the mark of docs/backends.md looked like: the time of the record, or of its joining.
        + code("MARKED", used: 4, age: "30 days")
        + records(
          1, of: "MARKED", consumed: "now() - interval '39 days'",
          accepted: "now() - interval '39 days'", age: "40 days")
        + records(
          1, of: "GONE", consumed: "now() - interval '41 days'", accepted: "NULL", age: "41 days"))
    func settled(_ kept: String, _ agreeing: String) async throws {
      let result = try await run(database, redis, "force-resync", "--all", "--yes")
      let counts = try database.connect().query(
        "SELECT string_agg(code || used_count, ' ' ORDER BY id) AS text FROM redeem_codes",
        deadline: .soon
      ).only().string("text")
      #expect(counts == kept, "\(result)")
      #expect(result.output.contains(agreeing), "\(result)")
    }
    try await settled("UNSEEN3 OLD403 UNDATED3 NEWER3 MARKED4", "0 differ, 0 agree, 5 may agree")
    // From here on it is known: only what is younger than that follows from the records alone.
    try database.run(
      GenerationWorld.countedOnJoin
        + code("ACTIVATED", used: 2, age: "1 hour", activated: "now() - interval '8 days'")
        + code("REMADE", used: 2, age: "1 hour")
        + records(1, of: "REMADE", consumed: "NULL", age: "20 days"))
    try await settled(
      "UNSEEN3 OLD403 UNDATED3 NEWER0 MARKED4 ACTIVATED2 REMADE2", "1 count set")
  }

  /// The member sync may take one moment for all that it writes.
  @Test func `E6: a mark of the moment in which the code was activated is one of the member sync`()
    async throws
  {
    let database = try TestDatabase(generation: .g026)
    let redis = try TestRedis()
    let moment = "now() - interval '3 days'"
    try database.run(
      "DELETE FROM invite_records; DELETE FROM redeem_codes;"
        + code("FIRST", used: 1, age: "5 days", activated: moment)
        + records(1, of: "FIRST", consumed: moment, accepted: moment, age: "4 days")
        + code("MORE", used: 4) + records(2, of: "MORE"))
    let found = try await run(database, redis, "sync-counts")
    #expect(found.exitCode == 8, "\(found)")
    #expect(found.output.contains("MORE: used_count is 4, and 2 invites were"), "\(found)")
    #expect(found.output.contains("1 differ, 1 agree"), "\(found)")
  }
}
