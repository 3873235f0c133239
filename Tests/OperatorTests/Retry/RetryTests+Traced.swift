import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// What `trace` knows by the id that `redeem` printed, once the invite was tried again.
extension RetryTests {
  @Test func `the id of a redemption leads on to the attempt that went on with its use`()
    async throws
  {
    let world = try await RetryWorld()
    let id = "0f3c04b1-97b9-462f-8a7f-f14f75070966"
    // Another one is tried again as well.
    try await world.redeemed("DIRECT10", "b@x.io")
    try world.failed("b@x.io", "DIRECT10", ago: "0 seconds")
    let redeemed = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", id)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    try world.emptied()
    try world.failed("a@x.io", "DIRECT10", ago: "0 seconds")
    try TestRedis.connect(world.world.redis.result).send(
      "SET", "celery-task-meta-\(id)",
      #"{"status": "SUCCESS", "result": {"success": false}, "task_id": "\#(id)"}"#)
    func traced(_ typed: String) async throws -> JSONValue {
      let result = try await world.world.invitectl("trace", typed, "-o", "json")
      let verdicts = try JSONValue(parsing: result.output)["traces"]?[0]?["verdicts"]?.array ?? []
      #expect(verdicts.count == 1, "\(result)")
      return verdicts.last ?? .null
    }
    // Whose it was nothing tells yet.
    #expect(try await traced(id)["state"] == "unknown")
    try await world.settle()
    let run = try await world.retry("--yes")
    #expect(run.output.contains("2 invites put into the queue"), "\(run)")
    for typed in [id, id.uppercased()] {
      let under = try await traced(typed)
      #expect(under["email"] == "a@x.io" && under["code"] == "DIRECT10", "\(under)")
      #expect(under["state"] == "unconsumed", "\(under)")
    }
    // And to what became of that.
    try world.emptied()
    let attempt = try #require(
      try world.world.value(
        """
        SELECT task_id FROM invitectl.invite_retry JOIN invite_queue q ON q.id = row_id
        WHERE q.email = 'a@x.io'
        """))
    let lost = try await traced(id)
    #expect(lost["state"] == "failed", "\(lost)")
    #expect(
      lost["sentence"]?.string?.contains("tried again as task \(attempt), of which nothing is left")
        == true, "\(lost)")
    #expect(
      lost["next"]?["text"]?.string?.hasSuffix("--email a@x.io --again --yes") == true, "\(lost)")
  }
}
