import ClientSupport
import Foundation
import RedisClient
import Synchronization
import TestSupport

/// What somebody who was told how each take and refund went knows of a code's uses. What got no answer
/// counts as both.
struct ToldUses {
  var sure = 0
  var maybeTaken = 0
  var maybeGivenBack = 0

  var least: Int { sure - maybeGivenBack }
  var most: Int { sure + maybeTaken }
}

/// Backends that take tokens and give some of them back at once, each on a thread and a connection of
/// its own, until they are stopped or their server is gone. They write down what they were told.
final class BucketActors: Sendable {
  private static let take = RedisScript(
    """
    local value = tonumber(redis.call('GET', KEYS[1]) or '0')
    if value > 0 then return redis.call('DECR', KEYS[1]) end
    return -1
    """)
  private static let count = 3

  private let codes: [String]
  private let uses: Mutex<[String: ToldUses]>
  private let moves = Mutex(0)
  private let isStopped = Mutex(false)
  private let living = Mutex(0)

  /// - Parameter uses: of each code, as they were counted before.
  init(_ uses: [String: Int]) {
    codes = uses.keys.sorted()
    self.uses = Mutex(uses.mapValues { ToldUses(sure: $0) })
  }

  var told: [String: ToldUses] { uses.withLock { $0 } }

  /// - Parameter seed: a generator's that has printed its own.
  func start(_ endpoint: RedisEndpoint, seed: UInt64) {
    isStopped.withLock { $0 = false }
    for number in 0..<Self.count {
      living.withLock { $0 += 1 }
      Thread.detachNewThread { [self] in
        defer { living.withLock { $0 -= 1 } }
        guard let connection = try? TestRedis.connect(endpoint) else { return }
        var generator = SeededGenerator(derived: seed &+ UInt64(number))
        // It ends with its server, with an answer missing.
        while !isStopped.withLock({ $0 }), move(connection, &generator) {}
      }
    }
  }

  /// Waits until they have made so many moves from now on.
  func act(_ count: Int) throws {
    let begin = moves.withLock { $0 }
    try waitUntil("backends have made \(count) moves") { moves.withLock { $0 } >= begin + count }
  }

  func stop() throws {
    isStopped.withLock { $0 = true }
    try waitUntil("the backends have stopped") { living.withLock { $0 } == 0 }
  }

  private func move(
    _ connection: RedisConnection, _ generator: inout SeededGenerator
  ) -> Bool {
    let code = codes[Int.random(in: 0..<codes.count, using: &generator)]
    let key = "redeem:\(code):remaining"
    func note(_ change: (inout ToldUses) -> Void) {
      uses.withLock { change(&$0[code, default: ToldUses()]) }
    }
    do {
      let left = try connection.run(Self.take, keys: [key], deadline: .soon).asInteger()
      moves.withLock { $0 += 1 }
      guard left >= 0 else { return true }
      note { $0.sure += 1 }
    } catch {
      note { $0.maybeTaken += 1 }
      return false
    }
    guard Int.random(in: 0..<6, using: &generator) == 0 else { return true }
    do {
      try connection.send("INCRBY", key, 1)
      note { $0.sure -= 1 }
      return true
    } catch {
      note { $0.maybeGivenBack += 1 }
      return false
    }
  }
}
