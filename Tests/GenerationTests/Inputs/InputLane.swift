import ClientSupport
import FoundationEssentials
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds

/// One kind of input: where it lies, and who reads it.
struct InputLane: Sendable {
  let name: String
  let templates: [InputTemplate]
  /// Puts the input where it belongs. An error means that the server itself does not take it.
  let place: @Sendable (InputWorld, [UInt8]) throws -> Void
  /// Reads it by every entry point of the library. A ``Failure`` is an answer.
  let read: @Sendable (InputWorld) throws -> Void
  /// Commands that read it too.
  let commands: @Sendable (InputWorld) -> [[String]]

  init(
    _ name: String, _ templates: [String],
    place: @escaping @Sendable (InputWorld, [UInt8]) throws -> Void,
    read: @escaping @Sendable (InputWorld) throws -> Void,
    commands: @escaping @Sendable (InputWorld) -> [[String]]
  ) {
    self.name = name
    self.templates = templates.map { InputTemplate($0) }
    self.place = place
    self.read = read
    self.commands = commands
  }

  /// Each part by itself, since one that fails must not hide what the next would do.
  static func each(_ parts: [() throws -> Void]) throws {
    for part in parts {
      do { try part() } catch is Failure {} catch is RedisError {} catch is PostgresError {}
    }
  }

  static let all: [InputLane] =
    [bucket, shadow, limiter, leases] + rows + [pending]
    + replies + [events, unackedScore, unackedEntry, message, result, plan, state, manifest]

  // MARK: - Redis of the buckets

  private static let key = "redeem:AAAA:remaining"

  private static let bucket = InputLane(
    "bucket", ["§7§"], place: { try $0.bucket.send("SETEX", key, 80_000, $1) },
    read: { try readCounts($0) }, commands: { _ in countCommands })

  private static let shadow = InputLane(
    "shadow", ["e §1§ base §1§ cum §1§ seq §1§ token §1§"],
    place: { world, bytes in
      let version = try world.bucket.expiry(of: key)
      try world.sync.sync()
      var words = bytes.split(separator: 0x20, omittingEmptySubsequences: false)
      // The version is the bucket's own unless it is the field that is filled.
      if words.count > 1, words[1] == [0x31] { words[1] = ArraySlice("\(version)".utf8) }
      let fields: [any RedisArgument] =
        ["HSET", key + ":sync"] + words.map { Array($0) as any RedisArgument }
      _ = try world.bucket.call(fields, deadline: .soon).throwingServerError()
    },
    read: { try readCounts($0) }, commands: { _ in countCommands })

  private static let limiter = InputLane(
    "limiter", ["global:redeem:limiter §3§", "global:redeem:limiter:fence §3§"],
    place: { world, bytes in
      let parts = bytes.split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
      try world.bucket.send("SET", Array(parts[0]), Array(parts[1]))
    },
    read: { try readLimiter($0) },
    commands: { _ in [["redeem", "limiter"], ["redeem", "limiter", "--reap"]] })

  private static let leases = InputLane(
    "leases", ["§1§ host:1:§1§:abcd"],
    place: { world, bytes in
      let parts = bytes.split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
      _ = try world.bucket.call(
        [
          "ZADD", "global:redeem:limiter:leases", Array(parts[0]),
          Array(parts.count > 1 ? parts[1] : []),
        ],
        deadline: .soon
      ).throwingServerError()
    },
    read: { try readLimiter($0) },
    commands: { _ in [["redeem", "limiter"], ["redeem", "limiter", "--reap", "-o", "json"]] })

  private static let countCommands = [
    ["sync-counts", "-n"], ["sync-counts"], ["redeem", "bucket", "AAAA"],
    ["redeem", "AAAA", "a@example.com", "--explain"], ["redeem", "AAAA", "a@example.com"],
    ["force-resync", "AAAA", "-n", "--from", "database"],
    ["metrics-dump", "--collectors", "buckets,codes"],
  ]

  private static func readCounts(_ world: InputWorld) throws {
    try each([
      { _ = try world.sync.sync { $0.dryRun = true } },
      { _ = try RedeemBucket(world.context).run(code: "AAAA", makes: false) },
      {
        let request = try RedeemRequest(code: "AAAA", email: "a@example.com", choice: .direct)
        _ = try RedeemExplain(world.context).run(request, shows: true)
        _ = try Redeem(world.context).run(request)
      },
      { _ = try world.sync.sync() },
      {
        var request = ResyncRequest()
        request.codes = ["AAAA", "BBBB"]
        request.source = .database
        let operation = ForceResync(world.context, request)
        _ = try operation.apply(try operation.plan())
      },
      { _ = MetricsDump(world.context, collectors: [.buckets, .codes]).collect() },
      { _ = try RedeemBucket(world.context).run(code: "AAAA", makes: true) },
      { _ = try world.sync.sync() },
    ])
  }

  private static func readLimiter(_ world: InputWorld) throws {
    var limits = RedeemLimits()
    limits.patience = .milliseconds(1)
    let limited = limits
    try each([
      { _ = try RedeemLimiter(world.context).run(reaps: false) },
      { _ = MetricsDump(world.context, collectors: [.limiter]).collect() },
      {
        _ = try Redeem(world.context, limits: limited).run(
          RedeemRequest(code: "AAAA", email: "a@example.com", choice: .direct))
      },
      { _ = try RedeemLimiter(world.context).run(reaps: true) },
    ])
  }

  // MARK: - Rows

  private static let rows: [InputLane] = [
    row(
      "invitectl.redeem_sync",
      [
        "seq", "base_ms", "epoch_ms", "x_mark", "cum_mark", "x_floor", "held", "u_after", "m_after",
        "m_top", "room_low", "room_high", "past_low", "past_high", "room_since_ms", "changed_ms",
        "incarnation", "last_read_ms", "gone",
        "state", "spread_low", "spread_high",
      ]),
    row(
      "redeem_codes",
      [
        "max_uses", "used_count", "is_active", "validity_days", "expires_at", "activated_at",
        "created_at", "bound_email", "code_type", "group_id",
      ]),
    InputLane(
      "queue rows", ["created_at §now()§", "processed_at §now()§", "email §a§", "group_id §1§"],
      place: { world, bytes in
        try world.sync.postgres.executeScript(
          """
          INSERT INTO invite_queue (email, redeem_code, status, created_at)
          VALUES ('a@example.com', 'AAAA', 'PENDING', now() - interval '2 hours')
          """, deadline: .soon)
        try update(world, "invite_queue", bytes)
        sayUsual(world)
      },
      read: { world in
        try each([
          { _ = MetricsDump(world.context, collectors: [.queue]).collect() },
          { _ = try StuckRows(world.context, pause: .zero).find(olderThan: .seconds(600)) },
        ])
      },
      commands: { _ in
        [["cleanup-queue", "-n"], ["metrics-dump", "--collectors", "queue"]]
      }),
  ]

  private static func row(_ table: String, _ columns: [String]) -> InputLane {
    InputLane(
      table, columns.map { "\($0) §1§" },
      place: { world, bytes in
        try world.sync.sync()
        try update(world, table, bytes)
      },
      read: { try readCounts($0) }, commands: { _ in countCommands })
  }

  private static func update(_ world: InputWorld, _ table: String, _ bytes: [UInt8]) throws {
    let parts = bytes.split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
    let column = String(decoding: parts[0], as: UTF8.self)
    let value = String(decoding: parts.count > 1 ? parts[1] : [], as: UTF8.self)
      .replacing("\0", with: "").replacing("'", with: "''")
    try world.sync.postgres.executeScript(
      "UPDATE \(table) SET \(column) = '\(value)'", deadline: .soon)
  }

  private static let pending = InputLane(
    "pending",
    [
      #"{"from":§1§,"to":§2§,"add":§1§,"adjusted":§1§,"base":§1§,"seq":§1§,"token":§5§,"#
        + #""deadline":§1§}"#
    ],
    place: { world, bytes in
      try world.sync.sync()
      try world.sync.postgres.execute(
        "UPDATE invitectl.redeem_sync SET pending = $1::jsonb",
        [String(decoding: bytes, as: UTF8.self).replacing("\0", with: "")], deadline: .soon)
    },
    read: { try readCounts($0) }, commands: { _ in countCommands })
}
