import CeleryProtocol
import Foundation
import InviteDomain
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// `trace` of what left neither a row nor a message, and of what somebody has taken out of its queue.
@Suite(.timeLimit(.minutes(15))) struct TraceUntoldTests {
  private func control(_ world: TraceWorld, _ words: String...) async throws {
    let result = try await CommandRun.invitectl(
      ["inspect-workers", "control"] + words, environment: world.environment)
    #expect(result.exitCode == 0, "\(result)")
  }

  @Test func `a message in quarantine is found by each name, and goes back by what is printed`()
    async throws
  {
    let world = try TraceWorld()
    let folder = try TemporaryFolder()
    let id = try world.publish("q@example.com", "DIRECT10")
    let file = folder.file("out of it")
    try await control(world, "quarantine", "invites", "--to", file, "--yes")
    for who in ["Q@example.com", "direct10", id] {
      let traced = try await world.trace(who)
      #expect(traced.state == "quarantined" && traced.exit == 3, "\(traced)")
      #expect(traced.sentence.contains("taken out of invites"), "\(traced)")
      #expect(traced.sentence.contains(file), "\(traced)")
      #expect(traced.gaps == [], "\(traced)")
    }
    let traced = try await world.trace(id)
    #expect(
      traced.next
        == "invitectl inspect-workers control quarantine --put-back \(ShellWord.unquoted(file)) --yes",
      "\(traced)")
    // Who looks for a message of its row finds it, too, and sends no second one.
    try world.run(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      VALUES ('q@example.com', 'DIRECT10', 'PROCESSING', 0,
        now() AT TIME ZONE 'utc' - interval '1 hour')
      """)
    let stuck = try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--yes", "-o", "json"], environment: world.environment)
    #expect(stuck.output.contains("a message in quarantine"), "\(stuck)")
    #expect(try world.redeem.broker.send("LLEN", RedeemWorld.queue).asInteger() == 0)
    #expect(try await world.trace("nobody@example.com").exit == 69)
    _ = try await world.type(traced)
    #expect(try await world.trace("q@example.com").state == "unconsumed")
  }

  @Test func `what was taken out into a file that is gone is not said to go back`() async throws {
    let world = try TraceWorld()
    let folder = try TemporaryFolder()
    let id = try world.publish("gone@example.com", "DIRECT10")
    let file = folder.file("deleted")
    try await control(world, "quarantine", "invites", "--to", file, "--yes")
    try FileManager.default.removeItem(atPath: file)
    let traced = try await world.trace(id)
    #expect(traced.state == "quarantined" && traced.kind == "advice", "\(traced)")
    #expect(traced.next?.contains("HDEL \(QuarantineScripts.marks) ") == true, "\(traced)")
    #expect(traced.next?.contains("--put-back") == false, "\(traced)")
  }

  @Test func `of a message in quarantine that cannot be read only its id tells`() async throws {
    let world = try TraceWorld()
    let folder = try TemporaryFolder()
    let pickled =
      #"{"body": "gAJ9cQAu", "content-encoding": "binary", "content-type": "#
      + #""application/x-python-serialize", "headers": {"task": "#
      + #""app.tasks_celery.process_invite_task", "id": "pickled-1"}, "properties": "#
      + #"{"delivery_tag": "t1", "priority": 5, "body_encoding": "base64", "delivery_info": "#
      + #"{"exchange": "", "routing_key": "invites"}}}"#
    try world.redeem.broker.send("LPUSH", RedeemWorld.queue, pickled)
    try await control(world, "quarantine", "invites", "--to", folder.file("m"), "--yes")
    let byEmail = try await world.trace("nobody@example.com")
    #expect(byEmail.sentence.contains("not everything was seen"), "\(byEmail)")
    #expect(byEmail.gaps.contains { $0.contains("in quarantine") }, "\(byEmail)")
    let byID = try await world.trace("pickled-1")
    #expect(byID.state == "quarantined", "\(byID)")
    // What Celery cannot read either is nobody's invite.
    try world.redeem.broker.send("DEL", QuarantineScripts.marks)
    try world.redeem.broker.send("LPUSH", RedeemWorld.queue, "no message")
    try await control(world, "quarantine", "invites", "--to", folder.file("n"), "--yes")
    let nobody = try await world.trace("nobody@example.com")
    #expect(nobody.exit == 69 && nobody.gaps == [], "\(nobody)")
    // One that an older invitectl took out does not say.
    try world.redeem.broker.send("HSET", QuarantineScripts.marks, "token", "0123abcd")
    #expect(try await world.trace("nobody@example.com").gaps.count == 1)
  }

  @Test func `a redemption whose message is lost is found by its mark, and then by its result`()
    async throws
  {
    let world = try TraceWorld()
    let redeemed = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "m@example.com", "--id", TraceSituation.task],
      environment: world.environment)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    try world.redeem.broker.send("DEL", RedeemWorld.queue)
    // Which code it was the mark does not say, and of a code not who: its token is given back by the task.
    let refund = "invitectl redeem refund DIRECT10 --task \(TraceSituation.task) --force"
    let asked = refund.replacing("DIRECT10", with: "CODE")
    for (who, next) in [
      (
        "M@example.com",
        "ask which code it was; '\(asked)' gives its token back, then redeem it again"
      ),
      ("DIRECT10", refund),
    ] {
      let lost = try await world.trace(who)
      #expect(lost.state == "lost" && lost.exit == 3, "\(lost)")
      #expect(lost.next == next, "\(lost)")
      #expect(lost.lines.contains { $0.contains("queued by invitectl redeem") }, "\(lost)")
    }
    let results = try TestRedis.connect(world.redeem.redis.result)
    try results.send(
      "SETEX", TaskResult.key(id: TraceSituation.task), 3600,
      #"{"status": "FAILURE", "task_id": "\#(TraceSituation.task)", "result": {"exc_type": "#
        + #""InviteError", "exc_message": ["no"]}, "date_done": "2026-11-28T10:00:00+00:00"}"#)
    for who in ["m@example.com", "DIRECT10"] {
      let failed = try await world.trace(who)
      #expect(failed.state == "failed" && failed.exit == 5, "\(failed)")
      #expect(failed.sentence.contains("its task failed: InviteError: no"), "\(failed)")
    }
    #expect(try await world.trace("other@example.com").exit == 69)
  }

  @Test func `a task that ran and left no row is told of by the code as by the email`() async throws
  {
    let world = try TraceWorld()
    let redeemed = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "lost@example.com", "--id", TraceSituation.task],
      environment: world.environment)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    try world.redeem.broker.send("DEL", RedeemWorld.queue)
    try TestRedis.connect(world.redeem.redis.result).send(
      "SETEX", TaskResult.key(id: TraceSituation.task), 3600,
      #"{"status": "SUCCESS", "task_id": "\#(TraceSituation.task)", "result": null, "#
        + #""date_done": "2026-11-28T10:00:00+00:00"}"#)
    for who in ["lost@example.com", "DIRECT10"] {
      let lost = try await world.trace(who)
      #expect(lost.state == "unknown" && lost.exit == 3, "\(lost)")
      #expect(lost.sentence.contains("its task ran and left no row"), "\(lost)")
      #expect(lost.next == "invitectl inspect-workers task \(TraceSituation.task)", "\(lost)")
      _ = try await world.type(lost)
    }
  }

  @Test func `a result that names whom it invited is found by that`() async throws {
    let world = try TraceWorld()
    let results = try TestRedis.connect(world.redeem.redis.result)
    for number in 0..<3 {
      try results.send(
        "SETEX", TaskResult.key(id: "other-\(number)"), 3600,
        #"{"status": "SUCCESS", "task_id": "other-\#(number)", "result": {"email": "o@example.com"}}"#
      )
    }
    try results.send(
      "SETEX", TaskResult.key(id: "named"), 3600,
      #"{"status": "SUCCESS", "task_id": "named", "result": {"success": true, "record_id": "#
        + #"987654, "email": "Said@example.com"}, "date_done": "2026-11-28T10:00:00+00:00"}"#)
    try results.send(
      "SETEX", TaskResult.key(id: "extended"), 3600,
      #"{"status": "FAILURE", "task_id": "extended", "name": "\#(InviteTask.name)", "args": [], "#
        + #""kwargs": {"email": "e@example.com", "redeem_code": "LINUXDO5"}, "result": {"exc_type": "#
        + #""InviteError", "exc_message": ["no"]}, "date_done": "2026-11-28T10:00:00+00:00"}"#)
    let named = try await world.trace("said@example.com")
    #expect(named.state == "unknown" && named.exit == 3, "\(named)")
    #expect(named.sentence.contains("its task ran and left no row"), "\(named)")
    #expect(named.next == "invitectl inspect-workers task named", "\(named)")
    let extended = try await world.trace("e@example.com")
    #expect(extended.state == "failed" && extended.exit == 5, "\(extended)")
    #expect(extended.lines.contains { $0.contains("of e@example.com by LINUXDO5") }, "\(extended)")
    let nobody = try await world.trace("nobody@example.com")
    #expect(nobody.exit == 69 && nobody.gaps == [], "\(nobody)")
  }
}
