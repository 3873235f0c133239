import ClientSupport
import Glibc
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import CeleryProtocol
@testable import InviteOps
@testable import InviteStorage

/// `redeem retry` sends an invite once, also where a message has left no trace; and acts by no old look.
@Suite struct RetryOnceTests {
  /// The worker has done with the message, and nothing came of it that anybody can see.
  @Test func `what a run sent before it was killed is not sent again, and is noted`() async throws {
    let world = try await RetryWorld.ofTwoFailed()
    let killed = try await world.retry(["--yes"], failpoint: "retry-sent")
    #expect(killed.signal == SIGKILL, "\(killed)")
    #expect(try world.queued() == 1)
    #expect(try world.attempts().map { $0.hasSuffix("recorded") } == [true])
    try world.emptied()
    let next = try await world.retry("--yes")
    #expect(next.exitCode == 0, "\(next)")
    #expect(next.output.contains("1 invite put into the queue"), "\(next)")
    #expect(next.output.contains("1 invite had been put there before"), "\(next)")
    #expect(try world.queued() == 1)
    #expect(try world.attempts().map { $0.hasSuffix(" 1 sent") } == [true, true])
    try world.emptied()
    let last = try await world.retry("--yes")
    #expect(last.exitCode == 0, "\(last)")
    #expect(try world.queued() == 0)
    // Asked for, it is another attempt.
    let again = try await world.retry("--yes", "--again")
    #expect(again.exitCode == 0, "\(again)")
    #expect(try world.queued() == 2)
    #expect(try world.attempts().count { $0.hasSuffix(" 2 sent") } == 2)
  }

  @Test func `a worker of Celery 5.3 makes what was sent, once`() async throws {
    let world = try await RetryWorld.ofTwoFailed()
    let killed = try await world.retry(["--yes"], failpoint: "retry-sent")
    #expect(killed.signal == SIGKILL, "\(killed)")
    let worker = try WorkerProcess(world.world.database, world.world.redis, version: .old)
    let both = ["a@x.io DIRECT10", "b@x.io DIRECT10"]
    try await eventually("the first is invited") {
      try world.invites().count == 1
    }
    for _ in 0..<2 {
      let run = try await world.retry("--yes")
      #expect(run.exitCode == 0, "\(run)")
      try await eventually("both are invited") {
        try world.invites() == both
      }
    }
    withExtendedLifetime(worker) {}
  }

  @Test func `where the broker has lost what it knew of a message, a person decides`() async throws
  {
    let world = try await RetryWorld.ofTwoFailed()
    for point in ["retry-recorded", "retry-sent"] {
      let killed = try await world.retry(["--yes"], failpoint: "\(point)")
      #expect(killed.signal == SIGKILL, "\(killed)")
      try world.emptied()
      try world.forgottenMarks()
      let run = try await world.retry("--yes", "--limit", "1")
      #expect(run.exitCode == 8, "\(point): \(run)")
      #expect(run.output.contains("does not know any more whether it did"), "\(run)")
      #expect(run.output.contains("'invitectl redeem retry --again' tries it"), "\(run)")
      #expect(try world.queued() == 0)
      let again = try await world.retry("--yes", "--again")
      #expect(again.exitCode == 0, "\(again)")
      #expect(try world.queued() == 2)
      try world.emptied()
      try world.world.run("DELETE FROM invitectl.invite_retry")
    }
  }

  /// A record and a row of the queue tell of one failure: the worker may have invited, and left nothing.
  @Test func `an attempt stands for all rows of its invite`() async throws {
    let world = try await RetryWorld()
    try await world.redeemed("DIRECT10", "a@x.io")
    for ago in ["3 hours", "2 hours"] { try world.failed("a@x.io", "DIRECT10", ago: ago) }
    try await world.settle()
    let first = try await world.retry("--yes")
    #expect(first.output.contains("1 invite put into the queue"), "\(first)")
    try world.emptied()
    let second = try await world.retry("--yes")
    #expect(second.exitCode == 0, "\(second)")
    #expect(try world.queued() == 0)
    #expect(try world.attempts().count == 1)
    let again = try await world.retry("--yes", "--again")
    #expect(again.exitCode == 0, "\(again)")
    #expect(try world.queued() == 1)
    #expect(try world.attempts().count == 2)
  }

  /// The run that was killed was about one row of the invite, and the next one is about all.
  @Test func `an attempt that was cut off stands for all rows of its invite`() async throws {
    let world = try await RetryWorld()
    try await world.redeemed("DIRECT10", "a@x.io")
    try world.failed("a@x.io", "DIRECT10", "an older error", ago: "3 hours")
    try world.failed("a@x.io", "DIRECT10", ago: "2 hours")
    try await world.settle()
    let killed = try await world.retry(["--yes", "--error", "older"], failpoint: "retry-sent")
    #expect(killed.signal == SIGKILL, "\(killed)")
    #expect(try world.queued() == 1)
    try world.emptied()
    let second = try await world.retry("--yes")
    #expect(second.exitCode == 0, "\(second)")
    #expect(try world.queued() == 0)
    let third = try await world.retry("--yes", "--error", "older")
    #expect(third.output.contains("1 invite had been put there before"), "\(third)")
    #expect(try world.queued() == 0)
    #expect(try world.attempts().map { $0.hasSuffix(" 1 sent") } == [true])
  }

  @Test func `an attempt that the database has lost is not made twice either`() async throws {
    let world = try await RetryWorld.ofTwoFailed()
    #expect(try await world.retry("--yes").exitCode == 0)
    #expect(try world.queued() == 2)
    try world.emptied()
    // As after a restore of the database.
    try world.world.run("DELETE FROM invitectl.invite_retry")
    let run = try await world.retry("--yes")
    #expect(run.exitCode == 8, "\(run)")
    #expect(run.output.contains("a message was sent for it within the last 7 days"), "\(run)")
    #expect(try world.queued() == 0)
    #expect(try world.attempts() == [])
    let again = try await world.retry("--yes", "--again")
    #expect(again.exitCode == 0, "\(again)")
    #expect(try world.queued() == 2)
  }

  /// As the first row's message is noted, the second one is invited.
  @Test(arguments: [(Duration.seconds(60), 2), (.zero, 1)])
  func `what was seen is looked at anew before a row is tried by it`(
    life: Duration, sent: Int
  ) async throws {
    let world = try await RetryWorld.ofTwoFailed()
    try world.world.run(
      """
      CREATE FUNCTION public.invites_b() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO public.invite_records
          (team_id, email, status, redeem_code, created_at, is_rebind)
        VALUES (1, 'b@x.io', 'success', 'DIRECT10', now() AT TIME ZONE 'utc', false);
        RETURN NULL;
      END $$;
      CREATE TRIGGER invites_b AFTER UPDATE ON invitectl.invite_retry
      FOR EACH ROW WHEN (NEW.state = 'sent') EXECUTE FUNCTION public.invites_b()
      """)
    let context = try OperationContext.test(
      database: world.world.database, redis: world.world.redis)
    let outcome = try RedeemRetry(
      context, RetryRequest(), pause: .milliseconds(50), lookLife: life
    ).run()
    #expect(outcome.tried == sent, "\(outcome)")
    #expect(try world.queued() == sent)
    if sent == 1 {
      #expect(outcome.rows.last?.action == .moved, "\(outcome.rows)")
      #expect(outcome.rows.last?.verdict == .underWay)
    }
  }

  @Test func `a refund and a run that sends invites again wait for each other`() async throws {
    let world = try await RetryWorld.ofTwoFailed()
    let id = "11111111-2222-4333-8444-555555555555"
    let redeemed = try await world.world.invitectl("redeem", "DIRECT10", "c@x.io", "--id", id)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    let tokens = try world.tokens("DIRECT10")
    let session = try world.world.database.connect()
    _ = try session.query("SELECT pg_advisory_lock(1768846953, 30)", deadline: .soon)
    let refund = ["redeem", "refund", "DIRECT10", "--task", id, "--force", "--lock-wait"]
    let refused = try await CommandRun.invitectl(
      refund + ["100ms"], environment: world.world.environment)
    #expect(refused.exitCode == 4, "\(refused)")
    #expect(try world.tokens("DIRECT10") == tokens)
    async let waiting = CommandRun.invitectl(
      refund + ["60s"], environment: world.world.environment)
    // It asks who has the lock once it did not get it.
    try await eventually("it waits for the lock") {
      try world.world.value(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE application_name LIKE 'invitectl%' AND datname = current_database()
          AND pid <> pg_backend_pid() AND query LIKE '%AS mid_statement%'
        """) != "0"
    }
    #expect(try world.tokens("DIRECT10") == tokens)
    _ = try session.query("SELECT pg_advisory_unlock(1768846953, 30)", deadline: .soon)
    let given = try await waiting
    #expect(given.exitCode == 0, "\(given)")
    #expect(try world.tokens("DIRECT10") == tokens.map { $0 + 1 })
  }

  @Test func `no hint names a command that nobody has asked for`() async throws {
    let world = try await RetryWorld.ofTwoFailed()
    // What it does is not known, and it names one of them.
    let broker = try TestRedis.connect(world.world.redis.broker)
    let message = try InviteTask(email: "a@x.io", code: "DIRECT10").message()
    let unknown = String(decoding: message.encoded, as: UTF8.self).replacing(
      InviteTask.name, with: "app.tasks.unheard_of")
    try broker.send("LPUSH", RedeemWorld.queue, unknown)
    let run = try await world.retry("--yes")
    #expect(run.exitCode == 8, "\(run)")
    #expect(run.output.contains("names this email or code"), "\(run)")
    #expect(run.output.contains("then run the same command again"), "\(run)")
    #expect(!run.output.contains("--stuck") && !run.errors.contains("--stuck"), "\(run)")
  }
}
