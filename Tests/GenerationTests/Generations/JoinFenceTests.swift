import CeleryProtocol
import ClientSupport
import InviteDomain
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps
@testable import InviteStorage

/// The backend gives up a reservation that is an hour old: a message that comes so late is not sent,
/// however the process that wakes up has got there.
@Suite struct JoinFenceTests {
  private func world() async throws -> GenerationWorld {
    let world = try await GenerationWorld(.g026)
    try world.run("UPDATE teams SET max_seats = 50")
    return world
  }

  private func queued(_ world: GenerationWorld) throws -> Int {
    try TestRedis.connect(world.redis.broker).send("LLEN", RedeemWorld.queue).asInteger()
  }

  private func line(_ id: String = "one") throws -> JoinStage.Line {
    JoinStage.Line(
      request: RedeemRequest(
        normalizedCode: "DIRECT10", email: "new@x.io", choice: .auto, taskID: id), flow: .direct)
  }

  @Test func `too late, nothing is sent and the seat is given up`() async throws {
    let world = try await world()
    let servers = RedeemConnections(
      try .test(database: world.database, redis: world.redis).with(.redeem))
    var stage = JoinStage(servers: servers, permit: nil)
    stage.hold = .zero
    let late = stage
    let lines = [try line()]
    let error = #expect(throws: Failure.self) { try late.run(lines) }
    #expect(error?.kind == .transient)
    let message = error?.message ?? ""
    #expect(message.contains("was stopped for so long"), "\(message)")
    #expect(message.contains("the seat is given up"), "\(message)")
    #expect(try queued(world) == 0)
    #expect(try world.value("SELECT count(*) FROM invite_records WHERE email = 'new@x.io'") == "0")
    #expect(try world.value("SELECT state FROM invitectl.redeem_outbox") == "refused")
    // In time it goes out.
    let results = try JoinStage(servers: servers, permit: nil).run([try line("two")])
    #expect(results.map(\.status) == [.queued(remaining: nil)])
    #expect(try queued(world) == 1)
  }

  /// What another run sent meanwhile stays sent: the seat is not given up.
  @Test func `a message that is there already is no message that comes too late`() async throws {
    let world = try await world()
    let servers = RedeemConnections(
      try .test(database: world.database, redis: world.redis).with(.redeem))
    _ = try JoinStage(servers: servers, permit: nil).run([try line()])
    let outbox = Outbox(servers: servers)
    var entry = try #require(try outbox.find(["one"])["one"])
    entry.sendBefore = .now - .seconds(1)
    try outbox.publish([entry])
    #expect(try queued(world) == 1)
    // One that is not, beside it, is too late.
    let other = try JoinStage(servers: servers, permit: nil).run([try line("one")])
    #expect(other.map(\.status) == [.duplicate])
  }

  @Test func `how long a seat is held is told by the server's clock`() async throws {
    let world = try await world()
    let servers = RedeemConnections(
      try .test(database: world.database, redis: world.redis).with(.redeem))
    _ = try JoinStage(servers: servers, permit: nil).run([try line()])
    try world.run(
      "UPDATE invite_records SET created_at = created_at - interval '40 minutes' "
        + "WHERE email = 'new@x.io'")
    let entry = try #require(try Outbox(servers: servers).find(["one"])["one"])
    let held = try #require(try JoinReservations(servers: servers).held([entry]).held.first)
    let left = ContinuousClock.now.duration(to: try #require(held.sendBefore))
    #expect(left > .seconds(500) && left <= .seconds(600), "\(left)")
  }
}
