import ClientSupport
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Messages that a broker lost, and how little it may say of it: evidence is taken for complete only where it is
/// shown to be.
@Suite struct BrokerLossTests {
  enum Loss: String, CaseIterable {
    case nothing
    /// A replica that was promoted, by the counts of commands no more to be told from another server.
    case promoted
    /// Without a file; one is turned on afterwards.
    case restarted
    case purged
    /// Nothing was lost that is known, and the code says it is made tomorrow.
    case fromTheFuture
  }

  @Test(arguments: Loss.allCases)
  func `evidence makes a count exact where nothing was lost, and only there`(
    _ loss: Loss
  ) throws {
    let traces = ForceResyncTests()
    let redis = try PrivateRedis()
    if loss == .promoted {
      let server = try TestRedis.connect(redis.endpoint)
      // Nobody is there: it has what it had, and goes on under a second history.
      try server.send("REPLICAOF", "127.0.0.1", 1)
      try server.send("REPLICAOF", "NO", "ONE")
    }
    let world = try SyncWorld(redis: redis)
    try world.outliveStart()
    try world.addSyncedCode("A")
    try world.take("A", 4)
    switch loss {
    case .nothing, .promoted: try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
    case .restarted:
      redis.kill()
      try redis.start()
      try TestRedis.connect(redis.endpoint).send("CONFIG", "SET", "appendonly", "yes")
      try world.redis.declareInvites()
    case .purged:
      try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
      try traces.queue(world, "A", ["purged@x.com"])
      #expect(try QueuePurge(world.context()).apply("invites").total == 1)
      // The record of the run tells, where the server does not.
      try world.bucket.send("CONFIG", "RESETSTAT")
    case .fromTheFuture:
      try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
      try world.postgres.execute(
        "UPDATE redeem_codes SET created_at = created_at + interval '1 day'", deadline: .soon)
    }
    try world.sync()
    try traces.leaveTraces(world, "A", records: 3)
    let operation = ForceResync(try world.context(), ResyncRequest())
    let plan = try operation.plan()
    #expect(plan.items.map(\.evidence.isComplete) == [loss == .nothing])
    #expect(try operation.apply(plan).rebuilt == ["A"])
    #expect(try world.used("A") == 3)
    #expect(try world.standing("A").hasPrefix("exact") == (loss == .nothing))
  }

  @Test func `commands that take lists away as wholes are seen`() throws {
    let redis = try PrivateRedis()
    let server = try TestRedis.connect(redis.endpoint)
    func isWhole() -> Bool {
      MessageRetention(server, deadline: .soon).completeSince != nil
    }
    let commands: [[any RedisArgument]] = [
      ["FLUSHALL"], ["FLUSHDB"], ["SWAPDB", 0, 1], ["MOVE", "k", 1], ["RENAME", "k", "l"],
      ["RENAMENX", "l", "k"], ["COPY", "k", "l"], ["LTRIM", "list", 0, 0], ["UNLINK", "none"],
      ["RESTORE", "r", 0, "no dump"], ["REPLICAOF", "NO", "ONE"], ["SLAVEOF", "NO", "ONE"],
    ]
    for command in commands {
      try server.send("SET", "k", "v")
      try server.send("CONFIG", "RESETSTAT")
      #expect(isWhole(), "\(command)")
      // What the server makes of it is its own affair: one that was refused is not told from one that was not.
      _ = try? server.call(command, deadline: .soon)
      #expect(!isWhole(), "\(command)")
    }
    // What Celery and the backend send all day.
    try server.send("CONFIG", "RESETSTAT")
    for words in [["LPUSH", "list", "m"], ["RPOP", "list"], ["DEL", "list"], ["INCR", "n"]] {
      try server.call(words, deadline: .soon)
    }
    #expect(isWhole())
  }
}
