import CeleryProtocol
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

extension RetryTests {
  /// Its worker wrote the row, and died before it could acknowledge the message.
  @Test func `an invite whose message lies with a worker that is gone has a way out`()
    async throws
  {
    let world = try await RetryWorld()
    try await world.redeemed("DIRECT10", "a@x.io")
    try world.failed("a@x.io", "DIRECT10")
    try await world.settle()
    let broker = try TestRedis.connect(world.world.redis.broker)
    let message = try InviteTask(email: "a@x.io", code: "DIRECT10").message().envelope
    let id = try #require(QueuedTask(message).id)
    try broker.send(
      "HSET", "unacked", "tag",
      JSONValue.array([message.json, "", .string(InviteTask.queue)]).pythonJSON)
    let now = try #require(Int(try broker.send("TIME").asStrings()[0]))
    try broker.send("ZADD", "unacked_index", now - 60, "tag")

    let run = try await world.retry("--yes")
    #expect(run.exitCode == 8, "\(run)")
    #expect(run.output.contains("no worker that answers has it"), "\(run)")
    let printed = "invitectl inspect-workers control restore-unacked \(id) --dry-run"
    #expect(run.output.contains("'\(printed)'"), "\(run)")
    #expect(try world.queued() == 0)

    let shown = try await world.world.invitectl(
      "inspect-workers", "control", "restore-unacked", id, "--dry-run")
    #expect(shown.exitCode == 0, "\(shown)")
    let given = try await world.world.invitectl(
      "inspect-workers", "control", "restore-unacked", id, "--yes")
    #expect(given.exitCode == 0, "\(given)")
    #expect(try world.queued() == 1)
    let again = try await world.retry("--yes")
    #expect(again.exitCode == 0, "\(again)")
    #expect(again.output.contains("1 under-way"), "\(again)")
  }
}
