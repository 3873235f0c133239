import CeleryProtocol
import Foundation
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `trace` of what is somewhere still though its token was given back, and beside what Celery cannot read.
@Suite(.timeLimit(.minutes(15))) struct TraceRefundedTests {
  private func control(_ world: TraceWorld, _ words: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["inspect-workers", "control"] + words, environment: world.environment)
  }

  @Test func `a message in quarantine whose token was given back goes back by choice alone`()
    async throws
  {
    let world = try TraceWorld()
    let id = try world.publish("q@example.com", "DIRECT10")
    let file = world.folder.file("out.msg")
    let taken = try await control(world, "quarantine", "invites", "--to", file, "--yes")
    #expect(taken.exitCode == 0, "\(taken)")
    try TraceSituation.giveBack(id, world)
    let redeem = "invitectl redeem DIRECT10 q@example.com"
    let back = "invitectl inspect-workers control quarantine --put-back \(file)"
    for who in ["q@example.com", "DIRECT10", id] {
      let traced = try await world.trace(who)
      #expect(traced.state == "quarantined" && traced.exit == 3, "\(traced)")
      #expect(
        traced.sentence.hasSuffix("; its token was given back: put back, it is an invite more"),
        "\(traced)")
      #expect(traced.kind == "advice", "\(traced)")
      #expect(
        traced.next
          == "'\(redeem)' invites with a use; '\(back) --force --yes' puts the message back instead, "
          + "an invite without one", "\(traced)")
      #expect(traced.lines.contains("redis: the token of task \(id) was given back"), "\(traced)")
    }
    // What was printed before: a dead end.
    let refused = try await control(world, "quarantine", "--put-back", file, "--yes")
    #expect(refused.exitCode == 7, "\(refused)")
    // The choice that takes a use: the message in quarantine is the one too many.
    let open = try await world.trace("q@example.com")
    _ = try await world.type(open)
    let again = try await world.trace("q@example.com")
    #expect(again.state == "unconsumed", "\(again)")
    #expect(again.sentence.contains("put back, it is an invite more"), "\(again)")
    // The other one.
    let forced = try await control(world, "quarantine", "--put-back", file, "--force", "--yes")
    #expect(forced.exitCode == 0, "\(forced)")
    let two = try await world.trace("q@example.com")
    #expect(two.sentence.contains("; its token was given back: it makes an invite more"), "\(two)")
    #expect(two.sentence.contains("2 tasks of it are under way"), "\(two)")
    #expect(two.next?.contains("quarantine invites --id \(id) ") == true, "\(two)")
  }

  /// The first use invited, and the second one is out and was given back: nothing is open.
  @Test func `who was invited before is not redeemed once more for a use that was given back`()
    async throws
  {
    let world = try TraceWorld()
    try TraceSituation.invite(CeleryID.random(), "q@example.com", world)
    let id = try world.publish("q@example.com", "DIRECT10")
    let file = world.folder.file("out.msg")
    let taken = try await control(world, "quarantine", "invites", "--to", file, "--yes")
    #expect(taken.exitCode == 0, "\(taken)")
    let open = try await world.trace("q@example.com")
    #expect(open.state == "quarantined" && open.exit == 3, "\(open)")
    try TraceSituation.giveBack(id, world)
    for who in ["q@example.com", "DIRECT10", id] {
      let traced = try await world.trace(who)
      #expect(traced.state == "invited" && traced.exit == 0 && traced.next == nil, "\(traced)")
      #expect(
        traced.sentence.contains("; another message of it is in quarantine"), "\(traced)")
    }
  }

  @Test func `a task that a worker has not begun is revoked where its token was given back`()
    async throws
  {
    let world = try TraceWorld(patience: "60s")
    let worker = try world.worker()
    let running = try world.publish("a+slow900@example.com", "DIRECT10")
    _ = try await world.until("running", "a+slow900@example.com")
    let id = try world.publish("held@example.com", "DIRECT10")
    _ = try await world.until("reserved", "held@example.com")
    for task in [running, id] { try TraceSituation.giveBack(task, world) }
    let held = try await world.trace("held@example.com")
    #expect(held.state == "reserved" && held.exit == 3, "\(held)")
    #expect(
      held.sentence.contains("; its token was given back: it makes an invite more"), "\(held)")
    #expect(held.next == "invitectl inspect-workers control revoke \(id) --yes", "\(held)")
    // What runs nothing keeps from ending.
    let begun = try await world.trace("a+slow900@example.com")
    #expect(begun.state == "running" && begun.exit == 0 && begun.next == nil, "\(begun)")
    #expect(
      begun.sentence.contains("; its token was given back: it makes an invite more"), "\(begun)")
    _ = try await control(world, "revoke", id, "--yes", "--wait", "60s")
    let revoked = try await world.trace("held@example.com")
    #expect(revoked.state == "reserved" && revoked.exit == 0, "\(revoked)")
    #expect(revoked.kind == "advice", "\(revoked)")
    withExtendedLifetime(worker) {}
  }

  @Test func `beside a malformed message it is not said that there is nothing`() async throws {
    let world = try TraceWorld()
    try world.redeem.broker.send("RPUSH", RedeemWorld.queue, #"{"broken"#)
    // It begins as others do, and has no id: it is met as the next of its list alone.
    let sound = try TraceWorld.message("other@example.com", "DIRECT10").envelope
    var broken = sound.json.object ?? [:]
    broken["headers"] = .object(["task": .string(InviteTask.name)])
    try world.redeem.broker.send("RPUSH", RedeemWorld.queue, JSONValue.object(broken).pythonJSON)
    let traced = try await world.trace("zz@example.com")
    #expect(traced.exit == 69, "\(traced)")
    #expect(
      traced.gaps == ["2 messages in invites are malformed: whose they are does not show"],
      "\(traced)")
    let text = try await CommandRun.invitectl(
      ["trace", "zz@example.com"], environment: world.environment)
    #expect(text.output.contains("not seen: "), "\(text)")
    // Whoever is found is not told of it as of something that was not seen.
    try world.publish("q@example.com", "DIRECT10")
    #expect(try await world.trace("q@example.com").gaps == [])
  }
}
