import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds

extension FaultCase {
  static let counting = [sync, resync]

  private static func key(_ code: String) -> String { "redeem:\(code):remaining" }

  private static func code(_ world: FaultWorld) -> String { "FAULT\(world.serial)" }

  private static func addCode(_ world: FaultWorld) throws {
    try world.execute(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at)
      VALUES ('\(code(world))', 'DIRECT', 10, 0, true, now() AT TIME ZONE 'utc')
      """)
    try world.world.bucket.send("SETEX", key(code(world)), 86_000, 10)
    try synchronize(world)
  }

  private static func synchronize(_ world: FaultWorld) throws {
    var request = SyncRequest()
    request.codes = [code(world)]
    let outcome = try SyncCounts(
      world.world.context, request
    ).run()
    guard outcome.failure == nil else {
      throw Sandbox.Missing(description: "\(String(describing: outcome.failure))")
    }
  }

  private static func used(_ world: FaultWorld) throws -> Int {
    try world.numbers("(SELECT used_count FROM redeem_codes WHERE code = $1)", [code(world)])[0]
  }

  /// Three takes in Redis and two increments in the database, which the sync brings together.
  private static let sync = FaultCase(
    name: "sync-counts", arguments: { ["sync-counts", code($0)] }, expected: [0],
    isRepeatable: true,
    prepare: { world in
      try addCode(world)
      try world.world.bucket.send("DECRBY", key(code(world)), 3)
      try world.execute(
        "UPDATE redeem_codes SET used_count = used_count + 2 WHERE code = '\(code(world))'")
    },
    check: { world, done in
      let (used, left) = (try used(world), try world.world.tokens(code(world)) ?? -1)
      if done { return used == 5 && left == 5 ? nil : "used \(used), \(left) left" }
      // The increments are pushed only after the takes have been counted.
      return [[2, 7], [5, 7], [5, 5]].contains([used, left]) ? nil : "used \(used), \(left) left"
    })

  /// A bucket was flushed after takes that no sync had seen; five records tell of them.
  private static let resync = FaultCase(
    name: "force-resync", arguments: { ["force-resync", code($0), "--yes"] }, expected: [0],
    isRepeatable: true,
    prepare: { world in
      try addCode(world)
      try world.world.bucket.send("DECRBY", key(code(world)), 2)
      try synchronize(world)
      try world.world.bucket.send("DEL", key(code(world)))
      try synchronize(world)
      try world.execute(
        """
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        SELECT (SELECT min(id) FROM teams), 'r' || i || '@fault.example', 'SUCCESS',
          '\(code(world))', now() AT TIME ZONE 'utc', false
        FROM generate_series(1, 5) i
        """)
    },
    check: { world, done in
      let (used, left) = (try used(world), try world.world.tokens(code(world)))
      if done { return used == 5 && left == 5 ? nil : "used \(used), \(left ?? -1) left" }
      return used == 2 && left == nil || used == 5 && (left == nil || left == 5)
        ? nil : "used \(used), \(left ?? -1) left"
    })
}
