import CeleryProtocol
import InviteOps
import RedisClient
import TestSupport
import TestWorlds

extension FaultCase {
  static let controlling = [purge, revoke]

  private static let purge = FaultCase(
    name: "inspect-workers control purge",
    arguments: { _ in ["inspect-workers", "control", "purge", "invites", "--yes"] },
    expected: [0], isRepeatable: true,
    prepare: { world in
      for number in 0..<5 {
        let message = try InviteTask(email: "\(number)@fault.example", code: "DIRECT10").message()
        try world.world.broker.send("LPUSH", RedeemWorld.queue, message.encoded)
      }
      try world.world.broker.send("LPUSH", "celery", "another queue's")
    },
    check: { world, done in
      let left = try world.queued().count
      let other = try world.world.broker.send("LLEN", "celery").asInteger()
      guard other == 1 else { return "another queue lost its message" }
      return left == 0 || (!done && left <= 5) ? nil : "\(left) messages"
    })

  /// A real worker learns it, or the exit code says that it may not have.
  private static let revoke = FaultCase(
    name: "inspect-workers control revoke", place: .fleet,
    arguments: { world in
      [
        "inspect-workers", "control", "revoke", "fault-\(world.serial)", "--yes", "--wait",
        "1s",
      ]
    },
    expected: [0, 69], check: { _, _ in nil })
}
