import Foundation
import TestSupport
import TestWorlds
import Testing

/// `trace` of what workers were told not to run, and not to consume.
@Suite(.timeLimit(.minutes(15))) struct TraceRevokedTests {
  private func control(
    _ world: TraceWorld, _ words: String..., exits: Set<Int32> = [0]
  ) async throws {
    let result = try await CommandRun.invitectl(
      ["inspect-workers", "control"] + words + ["--wait", "60s"], environment: world.environment)
    #expect(exits.contains(result.exitCode ?? -1), "\(result)")
  }

  @Test func `a revoked task that a worker has already may run all the same`() async throws {
    let world = try TraceWorld(patience: "60s")
    let worker = try world.worker()
    try world.publish("a+slow900@example.com", "DIRECT10")
    _ = try await world.until("running", "a+slow900@example.com")
    let id = try world.publish("held@example.com", "DIRECT10")
    _ = try await world.until("reserved", "held@example.com")
    try await control(world, "revoke", id, "--yes", exits: [0, 8])
    for who in ["held@example.com", id] {
      let revoked = try await world.trace(who)
      // Neither over nor to be redeemed again.
      #expect(revoked.state == "reserved" && revoked.exit == 0, "\(revoked)")
      #expect(revoked.sentence.contains("may run all the same"), "\(revoked)")
      #expect(revoked.kind == "advice", "\(revoked)")
      #expect(revoked.next?.contains("'invitectl trace \(id)'") == true, "\(revoked)")
    }
    // Something is to be done about none of the code's invites.
    #expect(try await world.trace("DIRECT10").exit == 0)
    withExtendedLifetime(worker) {}
  }

  @Test func `a pause that is owed to nobody is ended, and who is drained gets the queue`()
    async throws
  {
    let world = try TraceWorld(patience: "60s")
    let worker = try world.worker()
    try await control(world, "drain", "-d", worker.node, "--yes")
    try world.publish("p@example.com", "DIRECT10")
    try world.pause("invites")
    let paused = try await world.until("unconsumed", "p@example.com")
    #expect(paused.sentence.contains("; the queue is paused since "), "\(paused)")
    #expect(paused.sentence.contains("\(worker.node) answers and consumes no queue"), "\(paused)")
    #expect(
      paused.next
        == "invitectl inspect-workers control resume invites --yes; invitectl inspect-workers "
        + "control add-consumer invites -d \(worker.node) --yes", "\(paused)")
    _ = try await world.type(paused)
    _ = try await world.until("invited", "p@example.com")
    withExtendedLifetime(worker) {}
  }
}
