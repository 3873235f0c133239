import ClientSupport
import Foundation
import Glibc
import InviteDomain
import InviteOps
import InviteSettings
import Synchronization
import TestSupport
import TestWorlds
import Testing

/// What is typed.
extension OutsideInputTests {
  @Test func `no flag ends a command`() async throws {
    let wrong = try await Self.inLanes { try Self.runFlags($0) }
    #expect(wrong.isEmpty)
  }

  private static func runFlags(_ lane: Int) throws -> [String] {
    var wrong: [String] = []
    var generator = Self.generator(200 + UInt64(lane), test: "flags, lane \(lane)")
    let world = try InputWorld()
    let templates: [[String]] = [
      ["redeem", "--batch", "-", "--rate", "§"],
      ["redeem", "AAAA", "a@example.com", "--limit", "§"],
      ["redeem", "AAAA", "a@example.com", "--window", "§/60s"],
      ["redeem", "AAAA", "a@example.com", "--window", "5/§s"],
      ["redeem", "AAAA", "a@example.com", "--window", "5/§"],
      ["redeem", "AAAA", "a@example.com", "--permit-wait", "§s", "--limit", "1"],
      ["redeem", "AAAA", "a@example.com", "--lease", "§s"],
      ["redeem", "§", "a@example.com"], ["redeem", "AAAA", "§"],
      ["redeem", "AAAA", "a@example.com", "--id", "§"],
      ["sync-counts", "--max-runtime", "§s"], ["sync-counts", "--lock-wait", "§ms"],
      ["sync-counts", "--timeout", "§s"], ["sync-counts", "--slow", "§s"], ["sync-counts", "§"],
      ["cleanup-queue", "-n", "--older-than", "§d"], ["cleanup-queue", "--yes", "--rate", "§"],
      ["cleanup-queue", "--yes", "--batch-time", "§s"],
      ["cleanup-queue", "--yes", "--keep-logs", "§d"],
      ["cleanup-queue", "--yes", "--max-lag", "§"],
      ["cleanup-queue", "--stuck", "--min-age", "§d"],
      ["inspect-workers", "--wait", "§ms", "--timeout", "1s"],
      ["inspect-workers", "--watch", "--count", "1", "--interval", "§s"],
      [
        "inspect-workers", "--watch", "--count", "§", "--interval", "100ms", "--broker-url",
        "redis://127.0.0.1:1/0",
      ],
      ["inspect-workers", "peek", "invites", "--limit", "§"], ["inspect-workers", "peek", "§"],
      ["inspect-workers", "task", "§", "--wait", "5ms"],
      ["inspect-workers", "control", "pool-grow", "§", "--all", "--yes", "--wait", "5ms"],
      ["inspect-workers", "control", "autoscale", "§", "1", "-d", "x", "--yes", "--wait", "5ms"],
      [
        "inspect-workers", "control", "time-limit", "t", "--hard", "§", "--all", "--yes", "--wait",
        "5ms",
      ],
      ["inspect-workers", "control", "rate-limit", "t", "§", "--all", "--yes", "--wait", "5ms"],
      ["metrics-dump", "--collector-timeout", "§s", "--collectors", "limiter"],
      ["metrics-dump", "--listen", "127.0.0.1:§x"], ["metrics-dump", "--collectors", "§"],
      ["force-resync", "history", "--limit", "§"], ["migrate", "plan", "--to", "§"],
      ["migrate", "status", "--timeout", "§"], ["doctor", "--only", "§"],
    ]
    var chosen: [[String]] = templates.flatMap { words in
      HostileValue.all.compactMap { value -> [String]? in
        // An argument of a process is text without a NUL.
        guard !value.contains(0), value.count < 3000 else { return nil }
        let text = String(decoding: value, as: UTF8.self)
        return words.map { $0.replacing("§", with: text) }
      }
    }
    // Each lane has a share of its own, so that together they can be all there are.
    chosen = chosen.enumerated().filter { $0.offset % Self.lanes == lane }.map(\.element)
    chosen.shuffle(using: &generator)
    let count = min(chosen.count, max(14, Self.runs / 9 / Self.lanes))
    for words in chosen.prefix(count) {
      let result = try Self.fed([CommandRun.invitectlPath] + words, world, patience: 4)
      // 124: it waits as long as it was told to, and a signal ends it.
      if !(result.exitCode.map { $0 <= 128 } == true) || result.took >= .seconds(14) {
        wrong.append("\(words) \(result.ending) \(result.took)")
      }
    }
    world.remove()
    print("flags, lane \(lane): \(count)")
    return wrong
  }
}
