import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `cleanup-queue --stuck --yes` beside the workers between those of E1 and of E6: what is put back is
/// taken by a real one, and a person is invited once.
@Suite struct StuckBesideLaterTests {
  struct Backend: Sendable, CustomTestStringConvertible {
    let generation: FixtureGeneration
    let made: FixtureMaking
    let worker: String

    var testDescription: String { "\(worker) on \(generation), \(made.rawValue)" }

    /// E3 has seven arguments, E4 and E5 have nine.
    static let all =
      [Backend(generation: .g019, made: .migrated, worker: "later.e3")]
      + [FixtureGeneration.g019, .g023].flatMap { generation in
        FixtureMaking.allCases.map { Backend(generation: generation, made: $0, worker: "later.e5") }
      }
  }

  private static func row(_ email: String, _ code: String, group: String? = nil) -> String {
    """
    INSERT INTO invite_queue (email, redeem_code, group_id, status, retry_count, created_at)
      VALUES ('\(email)', '\(code)', \(group.map { "(SELECT id FROM team_groups WHERE name = '\($0)')" } ?? "NULL"),
        'processing', 1, now() AT TIME ZONE 'utc' - interval '3 hours');
    """
  }

  private func stuck(
    _ world: GenerationWorld, exit code: Int32 = 0, _ words: String...
  ) async throws {
    let result = try await world.invitectl("cleanup-queue", "--stuck", "--yes", "--show")
    #expect(result.exitCode == code, "\(result)")
    for word in words { #expect(result.output.contains(word), "\(result)") }
  }

  private func queued(_ world: GenerationWorld) throws -> Int {
    try TestRedis.connect(world.redis.broker).send("LLEN", RedeemWorld.queue).asInteger()
  }

  private func statuses(_ world: GenerationWorld) throws -> [String] {
    try world.lines(
      "SELECT concat_ws(' ', email, status) AS line FROM invite_queue ORDER BY email, id")
  }

  private func invites(_ world: GenerationWorld) throws -> [String] {
    try world.lines(
      """
      SELECT concat_ws(' ', email, redeem_code, status, team_id) AS line FROM invite_records
      WHERE email LIKE '%@x.io' ORDER BY email, id
      """)
  }

  @Test(arguments: Backend.all)
  func `a row that is put back is taken, and invited once`(backend: Backend) async throws {
    let world = try await GenerationWorld(backend.generation, backend.made)
    try world.run(
      "DELETE FROM invite_queue;" + Self.row("a@x.io", "DIRECT10")
        + Self.row("b@x.io", "DIRECTBETA", group: "beta") + Self.row("c@x.io", "DIRECT10")
          + """
          INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
            VALUES (1, 'c@x.io', 'success', 'DIRECT10', now() AT TIME ZONE 'utc', false)
          """)
    let codes = try world.lines("SELECT c::text AS line FROM redeem_codes c ORDER BY id")
    try await stuck(world, "2 put back into the queue", "1 marked as done")
    #expect(try queued(world) == 2)
    #expect(try statuses(world) == ["a@x.io pending", "b@x.io pending", "c@x.io success"])
    // Their messages are there: another run puts nothing back.
    try await stuck(world, "2 queued")
    #expect(try queued(world) == 2)
    let worker = try WorkerProcess(world.database, world.redis, app: backend.worker)
    let wanted = [
      "a@x.io DIRECT10 success 1", "b@x.io DIRECTBETA success 2", "c@x.io DIRECT10 success 1",
    ]
    try await eventually("the worker has invited both", limit: .seconds(90)) {
      try invites(world).count >= wanted.count
    }
    try await stuck(world, "2 marked as done")
    #expect(try invites(world) == wanted)
    #expect(try statuses(world) == ["a@x.io success", "b@x.io success", "c@x.io success"])
    #expect(try queued(world) == 0)
    // It counts nothing: that was done at the request.
    #expect(try world.lines("SELECT c::text AS line FROM redeem_codes c ORDER BY id") == codes)
    withExtendedLifetime(worker) {}
  }

  /// The row that the worker has wait is the backend's own from then on.
  @Test func `E5: one that finds no seat waits, is not put back again, and is invited once`()
    async throws
  {
    let world = try await GenerationWorld(.g023, .createAll)
    try world.run(
      "DELETE FROM invite_queue; UPDATE teams SET max_seats = 2 WHERE name = 'gamma';"
        + Self.row("w@x.io", "DIRECTBETA", group: "beta"))
    try await stuck(world, "1 put back into the queue")
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e5")
    try await eventually("the worker has it wait", limit: .seconds(90)) {
      try statuses(world) == ["w@x.io pending", "w@x.io waiting"]
    }
    try await stuck(world, exit: 8, "waits for a seat, and the backend invites it")
    #expect(try statuses(world) == ["w@x.io pending", "w@x.io waiting"])
    try world.run("UPDATE teams SET max_seats = 3 WHERE name = 'gamma'")
    #expect(try await world.peer.job("e5", "drain").contains("'processed': 1"))
    try await eventually("the worker has invited", limit: .seconds(90)) {
      try !invites(world).isEmpty
    }
    try await stuck(world, "1 marked as done")
    #expect(try invites(world) == ["w@x.io DIRECTBETA success 2"])
    #expect(try statuses(world) == ["w@x.io success", "w@x.io processing"])
    withExtendedLifetime(worker) {}
  }

  @Test func `E5: a message with nine arguments and a reserved seat is the row's own`() async throws
  {
    let world = try await GenerationWorld(.g023)
    try world.run(
      "DELETE FROM invite_queue;" + Self.row("d@x.io", "DIRECT10")
        + """
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
          VALUES (1, 'd@x.io', 'reserved', 'DIRECT10', now() AT TIME ZONE 'utc', false)
        """)
    try await CeleryPublisher.publish(
      [
        .init(
          "d@x.io", "DIRECT10",
          more: [
            "group_id": .null, "is_rebind": false, "consume_rebind_count": false,
            "old_team_id": .null, "old_team_chatgpt_user_id": .null, "used_redis": true,
            "reserved_team_id": 1,
          ])
      ], on: world.redis)
    try await stuck(world, "1 queued")
    #expect(try statuses(world) == ["d@x.io processing"])
    #expect(try queued(world) == 1)
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e5")
    try await eventually("the worker has invited", limit: .seconds(90)) {
      try invites(world) == ["d@x.io DIRECT10 success 1"]
    }
    try await stuck(world, "1 marked as done")
    #expect(try invites(world) == ["d@x.io DIRECT10 success 1"])
    withExtendedLifetime(worker) {}
  }
}
