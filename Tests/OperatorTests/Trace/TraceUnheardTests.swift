import Foundation
import TestSupport
import TestWorlds
import Testing

/// `trace` beside workers that nobody can ask: what they may have is not called lost, and not given back.
@Suite(.timeLimit(.minutes(15))) struct TraceUnheardTests {
  private static let off = ["--", "worker.enable_remote_control=no"]

  @Test func `what a living worker without remote control has is its own until it is killed`()
    async throws
  {
    let world = try TraceWorld()
    let mute = try world.worker(options: Self.off)
    try world.publish("a+slow200@example.com", "DIRECT10")
    let taken = try await world.until("taken", "a+slow200@example.com")
    #expect(taken.exit == 0, "\(taken)")
    #expect(
      taken.sentence.contains("\(mute.node), which has remote control off, may have it"), "\(taken)"
    )
    #expect(
      taken.gaps.contains { $0.hasPrefix("\(mute.node) has remote control off") }, "\(taken)")
    #expect(taken.next?.contains("restore-unacked") == false, "\(taken)")
    // What is printed shows that it lives.
    _ = try await world.type(taken)
    let refused = try await restore(world)
    #expect(refused.exitCode == 75, "\(refused)")
    #expect(
      refused.errors.contains("\(mute.node), which has remote control off, may have any of them"),
      "\(refused)")
    #expect(refused.errors.contains("SIGTERM"), "\(refused)")
    #expect(!refused.errors.contains("CLIENT KILL"), "\(refused)")
    mute.kill()
    let gone = try await world.until("abandoned", "a+slow200@example.com")
    #expect(gone.exit == 3, "\(gone)")
    _ = try await world.type(gone)
    #expect(try await world.trace("a+slow200@example.com").state == "unconsumed")
  }

  @Test func `one that sends no heartbeats either is told by its connection`() async throws {
    let world = try TraceWorld()
    let mute = try world.worker(options: ["--without-heartbeat"] + Self.off)
    try world.publish("a+slow200@example.com", "DIRECT10")
    let taken = try await world.until("taken", "a+slow200@example.com")
    #expect(taken.exit == 0, "\(taken)")
    #expect(
      taken.sentence.contains(
        "1 connection that takes messages belongs to no worker that answers, and may have it"),
      "\(taken)")
    #expect(
      taken.gaps.contains { $0.hasPrefix("1 connection takes messages and belongs to no worker") },
      "\(taken)")
    #expect(taken.kind == "advice", "\(taken)")
    #expect(taken.next?.contains("restore-unacked") == false, "\(taken)")
    withExtendedLifetime(mute) {}
  }

  /// It consumes another queue, which nobody can know but by a probe.
  @Test func `a queue that such a worker may consume is probed, and not called without one`()
    async throws
  {
    let world = try TraceWorld()
    let mute = try world.worker(queues: "celery", options: Self.off)
    try world.publish("q@example.com", "DIRECT10")
    let queued = try await world.trace("q@example.com")
    #expect(queued.state == "unconsumed" && queued.exit == 3, "\(queued)")
    #expect(
      queued.sentence.contains("\(mute.node), which has remote control off, may take it"),
      "\(queued)")
    #expect(queued.next == "invitectl inspect-workers probe invites", "\(queued)")
    // Nobody took it.
    _ = try await world.type(queued, exits: 69)
    withExtendedLifetime(mute) {}
  }

  @Test
  func `a task that is revoked while its queue is paused is said to be discarded, and then is`()
    async throws
  {
    let world = try TraceWorld()
    let worker = try world.worker()
    func control(_ words: String...) async throws {
      let result = try await CommandRun.invitectl(
        ["inspect-workers", "control"] + words, environment: world.environment)
      #expect(result.exitCode == 0, "\(result)")
    }
    try await control("pause", "invites", "--yes")
    let id = try world.publish("p@example.com", "DIRECT10")
    _ = try await world.until("unconsumed", "p@example.com")
    try await control("revoke", id, "--yes")
    let revoked = try await world.trace("p@example.com")
    #expect(revoked.state == "unconsumed" && revoked.exit == 3, "\(revoked)")
    #expect(
      revoked.sentence.contains(
        "its task is revoked: \(worker.node), when it takes it, discards it"),
      "\(revoked)")
    _ = try await world.type(revoked)
    let ended = try await world.until("failed", id)
    #expect(ended.sentence.contains("its task was revoked"), "\(ended)")
    withExtendedLifetime(worker) {}
  }

  private func restore(_ world: TraceWorld) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["inspect-workers", "control", "restore-unacked", "--yes"], environment: world.environment)
  }
}
