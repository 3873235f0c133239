import Foundation
import TestSupport
import TestWorlds

/// A command, and what must hold after it was disturbed.
struct FaultCase: Sendable {
  let name: String
  var place: FaultWorld.Place = .together
  let arguments: @Sendable (FaultWorld) -> [String]
  /// The exit codes without a fault.
  let expected: Set<Int32>
  /// Whether the same command is run once more, undisturbed, and must then be done.
  var isRepeatable = false
  /// The exit codes of that second run.
  var finally: Set<Int32> = [0]
  var prepare: @Sendable (FaultWorld) throws -> Void = { _ in }
  /// What is wrong, in words; `nil` when all is as it must be. `done`: the run exited with 0.
  let check: @Sendable (FaultWorld, _ done: Bool) throws -> String?

  /// Every command that works on a server.
  static let all: [FaultCase] = reading + redeeming + counting + cleaning + migrating + controlling

  /// One that changes nothing: neither the backend's tables nor a key of Redis.
  static func reads(
    _ arguments: String..., exits expected: Set<Int32> = [0],
    at place: FaultWorld.Place = .together
  ) -> FaultCase {
    FaultCase(
      name: arguments.joined(separator: " "), place: place, arguments: { _ in arguments },
      expected: expected,
      prepare: { world in
        try world.world.setTokens("DIRECT10", 10)
        world.lines = try world.state()
      },
      check: { world, _ in
        let state = try world.state()
        let changes = state.difference(from: world.lines)
        return changes.isEmpty ? nil : "a command that only reads changed \(changes)"
      })
  }

  /// The one worker of all lanes may be busy answering the others.
  private static let asked: Set<Int32> = [0, 69]

  private static let reading = [
    reads("doctor", "-o", "json", exits: [1], at: .fleet),
    reads("doctor", "--skip", "workers", "--skip", "python-sync"),
    reads("metrics-dump", "-o", "json", at: .fleet),
    reads("metrics-dump", "--collectors", "seats,codes,records,queue,buckets,limiter,redis"),
    textfile,
    reads("inspect-workers", "--wait", "1s", exits: asked, at: .fleet),
    reads("inspect-workers", "ping", "--wait", "1s", exits: asked, at: .fleet),
    reads("inspect-workers", "ping", "--wait", "200ms", exits: [69]),
    reads("inspect-workers", "stats", "-o", "json", "--wait", "1s", exits: asked, at: .fleet),
    reads("inspect-workers", "queues", "--wait", "1s", exits: asked, at: .fleet),
    reads("inspect-workers", "task", "no-such-task", "--wait", "1s", exits: [1], at: .fleet),
    reads("inspect-workers", "peek", "invites"),
    reads("inspect-workers", "events", "--for", "150ms", at: .fleet),
    reads("redeem", "LINUXDO5", "x@example.com", "--explain"),
    reads("redeem", "DIRECT10", "x@example.com", "--dry-run"),
    reads("redeem", "bucket", "DIRECT10"),
    reads("redeem", "limiter"),
    reads("migrate", "status", "-o", "json"),
    reads("migrate", "plan"),
    reads("migrate", "verify"),
    reads("migrate", "prove"),
    reads("sync-counts", "--dry-run"),
    reads("force-resync", "DIRECT10", "--dry-run"),
    reads("force-resync", "history"),
    reads("cleanup-queue", "--dry-run"),
    reads("cleanup-queue", "--stuck", "--dry-run"),
  ]

  /// The file is the old one or a new one, never half of one.
  private static let textfile = FaultCase(
    name: "metrics-dump --textfile",
    arguments: { world in
      ["metrics-dump", "-q", "--collectors", "seats,codes,buckets", "--textfile", file(world)]
    },
    expected: [0],
    prepare: { try "old 1\n".write(toFile: file($0), atomically: false, encoding: .utf8) },
    check: { world, done in
      let text = try String(contentsOfFile: file(world), encoding: .utf8)
      let isWhole =
        text.hasSuffix("\n")
        && text.contains(#"invitectl_collector_success{collector="buckets"} "#)
      if text == "old 1\n" { return done ? "reported as done, and the file is the old one" : nil }
      return isWhole ? nil : "half a file:\n\(text)"
    })

  private static func file(_ world: FaultWorld) -> String { "\(world.directory)/invitectl.prom" }
}
