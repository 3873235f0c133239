import Glibc
import InviteOps
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `kill -9` at every numbered failpoint of a direct redemption on one Redis.
@Suite struct DirectCrashTests {
  @Test func `leaves the token and the message both there or neither`() async throws {
    let world = try RedeemWorld()
    var killed = 0
    for point in 1... {
      let id = "task-\(point)"
      try world.setTokens("DIRECT10", 5)
      try world.broker.send("DEL", RedeemWorld.queue)
      let arguments = ["redeem", "DIRECT10", "a@example.com", "--id", id, "--no-limit"]
      let result = try await CommandRun.invitectl(
        arguments,
        environment: world.environment.merging(["INVITECTL_FAILPOINT": "\(point)"]) { $1 })
      let taken = 5 - (try world.tokens("DIRECT10") ?? 5)
      #expect(try world.queued() == taken, "failpoint \(point)")
      if result.exitCode == 0 {
        #expect(taken == 1)
        break
      }
      killed += 1
      #expect(result.signal == SIGKILL, "failpoint \(point): \(result.errors)")
      // The same id again: done once, whether it had been done or not.
      let again = try await CommandRun.invitectl(arguments, environment: world.environment)
      #expect(again.exitCode == 0, "\(again.errors)")
      #expect(try world.tokens("DIRECT10") == 4, "failpoint \(point)")
      #expect(try world.queued() == 1, "failpoint \(point)")
    }
    // Connecting and the script itself, each: before, half in the socket, sent, answered; and the
    // fallback from EVALSHA to EVAL where the script was not known yet.
    #expect(killed >= 8)
  }

  @Test(arguments: ["redis-send", "redis-half-sent", "redis-sent", "redis-received"])
  func `a named place is hit`(name: String) async throws {
    let world = try RedeemWorld()
    let result = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com"],
      environment: world.environment.merging(["INVITECTL_FAILPOINT": name]) { $1 })
    #expect(result.signal == SIGKILL)
  }
}
