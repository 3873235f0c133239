import Foundation
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds

extension FaultCase {
  static let redeeming = [
    direct(.together), direct(.apart), counted(.together), counted(.apart), rebind,
    batch(.together), batch(.apart), resume, refund, makeBucket, reap,
  ]

  private static func email(_ world: FaultWorld) -> String { "a\(world.serial)@fault.example" }

  /// Tokens taken of five.
  private static func taken(_ world: FaultWorld) throws -> Int {
    5 - (try world.world.tokens("DIRECT10") ?? 0)
  }

  /// Entries of the outbox that `redeem --resume` would go on with.
  private static func open(_ world: FaultWorld, code: String) throws -> Int {
    try world.numbers(
      "(SELECT count(*) FROM invitectl.redeem_outbox WHERE state = 'recorded' AND code = $1)",
      [code])[0]
  }

  private static func direct(_ place: FaultWorld.Place) -> FaultCase {
    FaultCase(
      name: "redeem, direct, broker \(place)", place: place,
      arguments: { ["redeem", "DIRECT10", email($0), "--id", "direct-\($0.serial)"] },
      expected: [0], isRepeatable: true,
      prepare: { try $0.world.setTokens("DIRECT10", 5) },
      check: { world, done in
        let (taken, queued) = (try taken(world), try world.queued(place).count)
        guard (0...1).contains(taken), queued <= taken else {
          return "\(taken) tokens and \(queued) messages"
        }
        if taken > queued {
          // On one server a script does both or neither; on two the outbox knows.
          let open = try open(world, code: "DIRECT10")
          guard place == .apart, open == 1 else { return "a token without its message" }
        }
        return done && queued != 1 ? "reported as done, and nothing was" : nil
      })
  }

  private static func counted(_ place: FaultWorld.Place) -> FaultCase {
    FaultCase(
      name: "redeem, counted by the database, broker \(place)", place: place,
      arguments: { ["redeem", "LINUXDO5", email($0), "--id", "counted-\($0.serial)"] },
      expected: [0], isRepeatable: true,
      check: { world, done in
        let used = try world.numbers(
          "(SELECT used_count FROM redeem_codes WHERE code = 'LINUXDO5')")[0]
        let queued = try world.queued(place).count
        guard used <= 1, queued <= used else { return "used \(used) times, \(queued) messages" }
        if done { return queued == 1 ? nil : "reported as done, and nothing is queued" }
        // Counted and not queued is no loss as long as the outbox knows.
        return try used > queued && open(world, code: "LINUXDO5") != 1
          ? "a use was counted, and nothing remembers its message" : nil
      })
  }

  private static let rebind = FaultCase(
    name: "redeem, rebind",
    arguments: { world in
      [
        "redeem", "LINUXDOREBIND", "rebind@example.com", "--id", "rebind-\(world.serial)",
        "--no-limit",
      ]
    },
    expected: [0], isRepeatable: true,
    check: { world, done in
      let used = try world.numbers(
        "(SELECT used_count FROM redeem_codes WHERE code = 'LINUXDOREBIND')")[0]
      let queued = try world.queued().count
      guard used == 1, queued <= 1 else { return "used \(used) times, \(queued) messages" }
      return done && queued != 1 ? "reported as done, and nothing is queued" : nil
    })

  /// Thirty lines of a bucket, one of a code that the database counts.
  private static func batch(_ place: FaultWorld.Place) -> FaultCase {
    let (directs, counted) = (30, 1)
    return FaultCase(
      name: "redeem --batch, broker \(place)", place: place,
      arguments: { world in
        [
          "redeem", "--batch", "\(world.directory)/lines.csv", "--state",
          "\(world.directory)/state", "-q", "--no-limit",
        ]
      },
      expected: [0], isRepeatable: true,
      prepare: { world in
        try world.execute(
          """
          INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at)
          VALUES ('FAULTBATCH', 'DIRECT', 100, 0, true, now() AT TIME ZONE 'utc')
          """)
        try world.world.setTokens("FAULTBATCH", 100)
        let mine = email(world)
        let lines =
          (0..<directs).map { "FAULTBATCH,\($0)\(mine)\n" }
          + ["LINUXDO5,\(mine)\n"]
        try lines.joined().write(
          toFile: "\(world.directory)/lines.csv", atomically: false, encoding: .utf8)
      },
      check: { world, done in
        let emails = try world.queued(place)
        let (mine, single) = (email(world), Set(emails).subtracting([email(world)]).count)
        let others = emails.count { $0 != mine }
        let taken = 100 - (try world.world.tokens("FAULTBATCH") ?? 0)
        let used = try world.numbers(
          "(SELECT used_count FROM redeem_codes WHERE code = 'LINUXDO5')")[0]
        guard single == others else { return "an email twice: \(emails)" }
        let open = try open(world, code: "FAULTBATCH")
        guard others <= taken, taken <= directs, taken - others <= (place == .apart ? open : 0)
        else { return "\(taken) tokens, \(others) messages, \(open) remembered" }
        let second = emails.count - others
        let remembered = try self.open(world, code: "LINUXDO5")
        guard second <= used, used <= counted, used - second <= remembered else {
          return "used \(used) times, \(second) messages, \(remembered) remembered"
        }
        return done && (others != directs || second != counted)
          ? "reported as done with \(others) and \(second) messages" : nil
      })
  }

  private static let resume = FaultCase(
    name: "redeem --resume", arguments: { _ in ["redeem", "--resume"] }, expected: [0],
    isRepeatable: true,
    prepare: { world in
      try world.execute(
        """
        INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email)
        SELECT 'resume-\(world.serial)-' || i, 'redeem', 'LINUXDO5', i || '@fault.example'
        FROM generate_series(1, 3) i
        """)
    },
    check: { world, done in
      let emails = try world.queued()
      let open = try open(world, code: "LINUXDO5")
      guard Set(emails).count == emails.count else { return "an email twice: \(emails)" }
      guard emails.count + open >= 3 else {
        return "\(emails.count) messages, and \(open) remembered"
      }
      return done && (emails.count != 3 || open != 0) ? "reported as done" : nil
    })

  private static let refund = FaultCase(
    name: "redeem refund",
    arguments: { ["redeem", "refund", "DIRECT10", "--task", "task-\($0.serial)", "--force"] },
    expected: [0], isRepeatable: true,
    prepare: { try $0.world.setTokens("DIRECT10", 4) },
    check: { world, done in
      let tokens = try world.world.tokens("DIRECT10") ?? 0
      return (done ? 5...5 : 4...5).contains(tokens) ? nil : "\(tokens) tokens"
    })

  private static let makeBucket = FaultCase(
    name: "redeem bucket --init", arguments: { _ in ["redeem", "bucket", "DIRECTHALF", "--init"] },
    expected: [0], isRepeatable: true,
    check: { world, done in
      let tokens = try world.world.tokens("DIRECTHALF")
      if tokens == nil, !done { return nil }
      let life = try world.world.bucket.send("TTL", "redeem:DIRECTHALF:remaining").asInteger()
      return tokens == 5 && life > 86_000 ? nil : "\(tokens ?? -1) tokens for \(life) s"
    })

  /// Two permits whose holders were killed, one that is held.
  private static let reap = FaultCase(
    name: "redeem limiter --reap", arguments: { _ in ["redeem", "limiter", "--reap"] },
    expected: [0], isRepeatable: true,
    prepare: { world in
      let bucket = world.world.bucket
      try bucket.send("SET", "global:redeem:limiter", 3, "EX", 300)
      try bucket.send(
        "ZADD", "global:redeem:limiter:leases", 1, "dead-1", 2, "dead-2", 99_999_999_999_999,
        "alive")
    },
    check: { world, done in
      let held = try world.world.bucket.send("GET", "global:redeem:limiter").asInteger()
      return held == 1 || (held == 3 && !done) ? nil : "\(held) permits"
    })
}
