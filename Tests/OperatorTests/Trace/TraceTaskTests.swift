import CeleryProtocol
import Foundation
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `trace` where several tasks have left no row: one pair of lines each, with a way out of each.
@Suite(.timeLimit(.minutes(15))) struct TraceTaskTests {
  private static let lost = "its message is in no queue, no worker has it, and it left no result"

  @Test func `each task of a code has its own line and its own command`() async throws {
    let world = try TraceWorld()
    try TraceSituation.markTwo(world)
    try TraceSituation.revoke(TraceSituation.first, world)
    let traced = try await world.trace("DIRECT10")
    #expect(
      traced.each.map(\.task) == [TraceSituation.first, TraceSituation.second], "\(traced)")
    #expect(traced.each.map(\.state) == ["failed", "lost"], "\(traced)")
    #expect(
      traced.each.map(\.next) == [
        "invitectl redeem refund DIRECT10 --task \(TraceSituation.first)",
        "invitectl redeem refund DIRECT10 --task \(TraceSituation.second) --force",
      ], "\(traced)")
    let text = try await CommandRun.invitectl(
      ["trace", "DIRECT10"], environment: world.environment)
    // Something can be done about one of them still.
    #expect(text.exitCode == 3, "\(text)")
    let now = text.output.split(separator: "\n").filter { $0.hasPrefix("now: ") }
    #expect(now.count == 2, "\(text)")
    #expect(
      now.first?.hasPrefix("now: task \(TraceSituation.first) by DIRECT10: its task was revoked")
        == true, "\(text)")
    #expect(
      now.last?.hasPrefix("now: task \(TraceSituation.second) by DIRECT10: queued ") == true
        && now.last?.hasSuffix(Self.lost) == true, "\(text)")
  }

  @Test func `each task of an email whose code nothing tells leads to its token`() async throws {
    let world = try TraceWorld()
    try TraceSituation.mark(TraceSituation.first, "one@example.com", world)
    try TraceSituation.mark(TraceSituation.second, "one@example.com", world)
    let traced = try await world.trace("one@example.com")
    #expect(traced.exit == 3 && traced.verdicts == 2, "\(traced)")
    for verdict in traced.each {
      let task = try #require(verdict.task, "\(traced)")
      #expect(
        verdict.next
          == "ask which code it was; 'invitectl redeem refund CODE --task \(task) --force' gives its "
          + "token back, then redeem it again", "\(traced)")
    }
    #expect(Set(traced.each.map(\.task)) == [TraceSituation.first, TraceSituation.second])
  }

  /// A worker that is gone had taken it: the broker gives it to another one, whatever its result says.
  @Test func `a token is not given back while the broker has the message`() async throws {
    let world = try TraceWorld()
    let id = TraceSituation.first
    try TraceSituation.mark(id, "one@example.com", world)
    // With the token that it took: of a code that was never used no task is looked for.
    try world.redeem.bucket.send("SETEX", "redeem:DIRECT10:remaining", 86_400, 9)
    try TraceSituation.revoke(id, world)
    let message = try TraceWorld.message("one@example.com", "DIRECT10", id)
    try world.redeem.broker.send(
      "HSET", "unacked", message.envelope.deliveryTag ?? "",
      JSONValue.array([message.envelope.json, "", .string("invites")]).pythonJSON)
    for who in ["one@example.com", "DIRECT10", id] {
      let traced = try await world.trace(who)
      #expect(traced.state == "abandoned" && traced.exit == 3, "\(traced)")
      #expect(traced.next?.contains("restore-unacked") == true, "\(traced)")
    }
    try world.redeem.broker.send("DEL", "unacked")
    let over = try await world.trace("one@example.com")
    #expect(over.state == "failed" && over.exit == 5, "\(over)")
    // Its result says that it came to nothing: the refund looks itself, by whichever name it was found.
    #expect(over.next?.contains("'invitectl redeem refund CODE --task \(id)'") == true, "\(over)")
    let byCode = try await world.trace("DIRECT10")
    #expect(byCode.next == "invitectl redeem refund DIRECT10 --task \(id)", "\(byCode)")
  }

  /// As somebody copies it who has it from elsewhere.
  @Test func `an id in capitals is the same task to trace and to inspect-workers task`()
    async throws
  {
    let world = try TraceWorld()
    let id = TraceSituation.first
    try TraceSituation.revoke(id, world)
    for typed in [id, id.uppercased()] {
      let traced = try await world.trace(typed)
      #expect(traced.state == "failed" && traced.exit == 5, "\(traced)")
      let task = try await CommandRun.invitectl(
        ["inspect-workers", "task", typed], environment: world.environment)
      #expect(task.exitCode == 0, "\(task)")
      #expect(task.output.contains("REVOKED"), "\(task)")
    }
    let nobody = try await CommandRun.invitectl(
      ["inspect-workers", "task", TraceSituation.second.uppercased()],
      environment: world.environment)
    #expect(nobody.exitCode == 1, "\(nobody)")
  }

  /// Nobody is told to do what the other one calls over.
  @Test(
    arguments: [
      ("is_active = false", "its code is not active", "unless the code is to be usable again"),
      (
        "expires_at = now() AT TIME ZONE 'utc' - interval '1 hour'",
        "its code is past expires_at", "unless the code is to be usable again"
      ),
      (
        "bound_email = 'other@example.com'", "its code is bound to another email by now",
        "redeem another code"
      ),
      ("bound_email = 'R@Example.COM'", nil, "redeem another code"),
      ("bound_email = ' r@example.com'", nil, "redeem another code"),
    ] as [(String, String?, String)])
  func `of a code that is over trace and retry say the same`(
    change: String, reason: String?, hint: String
  ) async throws {
    let world = try TraceWorld()
    try world.run(
      TraceSituation.record("FAILED", "roomy") + TraceSituation.use
        + "; UPDATE redeem_codes SET \(change) WHERE code = 'LINUXDO5'")
    let plan = try await CommandRun.invitectl(
      ["redeem", "retry", "--show", "-n"], environment: world.environment)
    #expect(plan.exitCode == 0, "\(plan)")
    let traced = try await world.trace("r@example.com")
    #expect(traced.state == "failed" && traced.exit == 5 && traced.kind == "advice", "\(traced)")
    if let reason {
      #expect(plan.output.contains(reason), "\(plan)")
      #expect(traced.sentence.hasSuffix("; \(reason)"), "\(traced)")
    }
    #expect(plan.output.contains(hint), "\(plan)")
    #expect(traced.next?.contains(hint) == true, "\(traced)")
    #expect(traced.next?.contains("redeem retry") == false, "\(traced)")
  }
}
