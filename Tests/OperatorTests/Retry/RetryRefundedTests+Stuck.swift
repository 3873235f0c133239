import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// The same beside a row that waits.
extension RetryRefundedTests {
  /// - Parameter isRefunded: whether its token was given back.
  @Test(arguments: [true, false])
  func `a lost row is put back beside a message in quarantine only where that stays out`(
    isRefunded: Bool
  ) async throws {
    let world = try await RetryWorld()
    let folder = try TemporaryFolder()
    let redeemed = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", Self.id)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    let out = try await world.world.invitectl(
      "inspect-workers", "control", "quarantine", "invites", "--id", Self.id, "--to",
      folder.file("q.msg"), "--yes")
    #expect(out.exitCode == 0, "\(out)")
    if isRefunded {
      let given = try await refund(world, Self.id, "--force")
      #expect(given.exitCode == 0, "\(given)")
      let bucket = try TestRedis.connect(world.world.redis.bucket)
      #expect(
        try bucket.send("EXPIRE", Self.mark, RefundedInvites.lifetime - 86_400).asInteger() == 1)
      try await world.redeemed("DIRECT10", "a@x.io")
    }
    try world.world.run(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      VALUES ('a@x.io', 'DIRECT10', 'pending', 0, (now() AT TIME ZONE 'utc') - interval '2 hours')
      """)
    let run = try await world.world.invitectl("cleanup-queue", "--stuck", "--yes", "-o", "json")
    #expect(run.output.contains("a message in quarantine") == !isRefunded, "\(run)")
    #expect(try world.queued() == (isRefunded ? 1 : 0), "\(run)")
  }

  @Test func `a row whose task was lost, and its token given back, makes no other task`()
    async throws
  {
    let world = try await RetryWorld()
    let redeemed = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", Self.id)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    try world.emptied()
    try world.world.run(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      VALUES ('a@x.io', 'DIRECT10', 'pending', 0, (now() AT TIME ZONE 'utc') - interval '2 hours')
      """)
    let given = try await refund(world, Self.id, "--force")
    #expect(given.exitCode == 0, "\(given)")
    // A row that waits may become another task, whose rows are newer than the refund.
    let mark = try TestRedis.connect(world.world.redis.bucket).send("GET", Self.mark).asString()
    #expect(mark == "held")
    let run = try await world.world.invitectl("cleanup-queue", "--stuck", "--yes")
    #expect(run.exitCode == 8, "\(run)")
    #expect((run.output + run.errors).contains("its token was given back"), "\(run)")
    #expect(try world.queued() == 0)
  }
}
