import CeleryProtocol
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A task that nobody has taken has no result, whatever rows another redemption of the same email and
/// code leaves meanwhile.
@Suite struct UntakenTaskTests {
  /// Redeemed again with the same id, the message in the queue carries another run's trace.
  @Test(arguments: [1, 2])
  func `another's success is not that of a message in the queue`(runs: Int) async throws {
    let world = try RedeemWorld()
    let id = CeleryID.random()
    for _ in 1..<runs {
      let first = try await CommandRun.invitectl(
        ["redeem", "DIRECT10", "twice@example.com", "--id", id], environment: world.environment)
      #expect(first.exitCode == 0, "\(first)")
    }
    let broker = world.brokerEndpoint
    let database = world.database
    let run = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "twice@example.com", "--id", id, "--wait=4s"],
      environment: world.environment
    ) { _ in
      let connection = try TestRedis.connect(broker)
      try await eventually("the message is queued") {
        try connection.send("LLEN", RedeemWorld.queue).asInteger() == 1
      }
      // By another worker, of another message. The first run's window is as long as its mark is old.
      try database.connect().executeScript(
        """
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        SELECT id, 'Twice@example.com', 'SUCCESS', 'direct10', now() AT TIME ZONE 'utc', false
        FROM teams WHERE name = 'roomy'
        """, deadline: .soon)
    }
    #expect(run.exitCode == 69, "\(run)")
    #expect(!run.output.contains("result     SUCCESS"), "\(run)")
    #expect(run.errors.contains("still in the queue"), "\(run)")
    #expect(try world.queued() == 1)
  }
}
