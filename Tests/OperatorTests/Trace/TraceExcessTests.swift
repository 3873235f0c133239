import CeleryProtocol
import Foundation
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Beside real workers: a message whose invite was made is not run again by what `trace` prints.
@Suite(.timeLimit(.minutes(15))) struct TraceExcessTests {
  private static let id = TraceSituation.first
  private static let who = "g@example.com"
  private static let again =
    "; the person is invited already (invite record 90001): run again, it is an invite more"

  private func records(_ world: TraceWorld) throws -> Int {
    try world.redeem.postgres.query(
      "SELECT id FROM invite_records WHERE email = '\(Self.who)'", deadline: .soon
    ).count
  }

  /// Also where a worker would take what comes back: it does not come back.
  @Test func `what a dead worker had is taken out, and not by way of its queue`() async throws {
    let world = try TraceWorld(patience: "60s")
    let worker = try world.worker()
    // Out of the index, so that the worker does not give it back by itself.
    try world.abandon(Self.who, "DIRECT10", isIndexed: false, id: Self.id)
    try TraceSituation.invite(Self.id, Self.who, world)
    let abandoned = try await world.until("abandoned", Self.who)
    #expect(abandoned.exit == 3 && abandoned.sentence.hasSuffix(Self.again), "\(abandoned)")
    #expect(
      abandoned.next?.hasPrefix(
        "invitectl inspect-workers control quarantine invites --id \(Self.id) ") == true,
      "\(abandoned)")
    _ = try await world.type(abandoned)
    #expect(try world.redeem.broker.send("HLEN", "unacked").asInteger() == 0)
    #expect(try world.redeem.queued() == 0)
    let invited = try await world.until("invited", Self.who)
    #expect(invited.exit == 0 && invited.next == nil, "\(invited)")
    #expect(try records(world) == 1)
    // Also when its result is gone, and nothing says any more when it was queued.
    try TestRedis.connect(world.redeem.redis.result).send("DEL", TaskResult.key(id: Self.id))
    #expect(try await world.trace(Self.who).exit == 0)
    let back = try await CommandRun.invitectl(
      [
        "inspect-workers", "control", "quarantine", "--put-back",
        world.folder.file("\(Self.id).msg"), "--yes",
      ], environment: world.environment)
    #expect(back.exitCode == 7, "\(back)")
    #expect(
      back.errors.contains("its invite was made, as was seen when it was taken out"), "\(back)")
    withExtendedLifetime(worker) {}
  }

  /// Where it was said before that the queue wants a consumer, which would have invited once more.
  @Test func `in a queue that nobody consumes it is taken out before anybody does`() async throws {
    let world = try TraceWorld(patience: "60s")
    let worker = try world.worker(queues: "celery")
    try world.publish(Self.who, "DIRECT10", id: Self.id)
    try TraceSituation.invite(Self.id, Self.who, world)
    let waits = try await world.until("unconsumed", Self.who)
    #expect(waits.exit == 3 && waits.sentence.hasSuffix(Self.again), "\(waits)")
    #expect(waits.next?.contains("quarantine invites --id \(Self.id) ") == true, "\(waits)")
    _ = try await world.type(waits)
    let invited = try await world.trace(Self.who)
    #expect(invited.state == "invited" && invited.exit == 0, "\(invited)")
    #expect(invited.sentence.contains("put back, it is an invite more"), "\(invited)")
    // What was printed before: now nobody is invited by it.
    let consumes = try await CommandRun.invitectl(
      [
        "inspect-workers", "control", "add-consumer", "invites", "-d", worker.node, "--yes",
        "--wait", "60s",
      ], environment: world.environment)
    #expect(consumes.exitCode == 0, "\(consumes)")
    #expect(try await world.trace(Self.who).state == "invited")
    #expect(try records(world) == 1)
  }

  /// Whoever has the queue consumed runs what lies before it, too.
  @Test func `of somebody else a queue with a made message is consumed behind a look at that`()
    async throws
  {
    let world = try TraceWorld()
    try world.publish(Self.who, "DIRECT10", id: Self.id)
    try TraceSituation.invite(Self.id, Self.who, world)
    let other = try world.publish("other@example.com", "DIRECT10")
    let first = "first 'invitectl trace \(Self.id)': run, its message may be an invite more; "
    for who in ["other@example.com", other, "DIRECT10"] {
      let traced = try await world.trace(who)
      #expect(traced.exit == 3, "\(traced)")
      let next = traced.each.compactMap(\.next)
      #expect(next.contains { $0.hasPrefix(first) && $0.contains("; then 'celery ") }, "\(traced)")
      #expect(!next.contains { $0.hasPrefix("celery ") }, "\(traced)")
    }
    try world.pause("invites")
    let paused = try await world.trace("other@example.com")
    #expect(paused.next?.hasPrefix(first) == true, "\(paused)")
    #expect(
      paused.next?.hasSuffix("; then 'invitectl inspect-workers control resume invites --yes'")
        == true, "\(paused)")
    // Typed as it is printed, from one to the next.
    _ = try await world.type(paused, exits: 3)
    _ = try await world.type(try await world.trace(Self.id))
    let open = try await world.trace("other@example.com")
    #expect(
      open.next == "invitectl inspect-workers control resume invites --yes", "\(open)")
    // Its result goes after a day, and it has no mark: what was seen then is kept with the message.
    try TestRedis.connect(world.redeem.redis.result).send("DEL", TaskResult.key(id: Self.id))
    for who in [Self.who, Self.id] {
      let made = try await world.trace(who)
      #expect(made.state == "invited" && made.exit == 0, "\(made)")
    }
  }
}
