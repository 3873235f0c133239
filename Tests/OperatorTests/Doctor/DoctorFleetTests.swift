import CeleryProtocol
import ClientSupport
import Glibc
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

@Suite struct DoctorFleetTests {
  @Test func `a worker that is stopped is not called gone`() throws {
    let redis = try TestRedis()
    let context = try OperationContext.test(redis: redis)
    let worker = try CeleryWorker("halted", on: redis)
    worker.signal(SIGSTOP)
    defer { worker.signal(SIGCONT) }
    let check = try context.doctor(.workers)
    #expect(check.verdict == .fail)
    #expect(check.detail == "no worker answered; there and silent: \(worker.node)")
    #expect(check.fix?.contains("kill -CONT") == true)
  }

  @Test func `a worker that was killed is not called there beside one that is stopped`() throws {
    let redis = try TestRedis()
    let context = try OperationContext.test(redis: redis)
    let killed = try CeleryWorker("killed", on: redis)
    killed.kill()
    let worker = try CeleryWorker("halted", on: redis)
    worker.signal(SIGSTOP)
    defer { worker.signal(SIGCONT) }
    let check = try context.doctor(.workers)
    let both = [killed.node, worker.node].sorted().joined(separator: ", ")
    #expect(
      check.detail
        == "no worker answered; silent or gone, fewer listen than have names: \(both)")
    #expect(check.fix?.contains("kill -CONT") == true)
  }

  @Test func `workers: none fail, one without a queue warns, all served passes`() throws {
    let database = try TestDatabase.inviteHub()
    let redis = try TestRedis()
    let context = try OperationContext.test(database: database, redis: redis)
    let none = try context.doctor(.workers)
    #expect(none.verdict == .fail)
    #expect(none.fix?.contains("celery -A app.tasks_celery worker -Q invites,sync,celery") == true)
    #expect(try context.doctor(.pythonSync).verdict == .skip)
    let part = try WorkerProcess(database, redis, queues: "invites")
    // A worker says that it is ready a moment before it listens to remote control.
    try waitUntil("it answers") { try context.doctor(.workers).verdict == .warn }
    let warned = try context.doctor(.workers)
    #expect(warned.verdict == .warn)
    #expect(warned.detail == "1 answered; nobody serves sync, celery")
    let rest = try WorkerProcess(database, redis, queues: "sync,celery")
    try waitUntil("both answer") { try context.doctor(.workers).verdict == .pass }
    // The backend's own sync, run once.
    #expect(try context.doctor(.pythonSync).verdict == .pass)
    let task = try TaskMessage(task: "app.tasks_celery.batch_sync_redeem_counts", queue: "celery")
    let broker = try TestRedis.connect(redis.broker)
    try broker.send(
      "LPUSH", task.queueKey(BrokerKeys(database: redis.broker.database)), task.encoded)
    try waitUntil("it has run") { try context.doctor(.pythonSync).verdict == .warn }
    #expect(try context.doctor(.pythonSync).fix?.contains("beat_schedule") == true)
    withExtendedLifetime((part, rest)) {}
  }

  @Test func `keys that nobody takes away are found, each with its remedy`() throws {
    let redis = try TestRedis()
    let context = try OperationContext.test(redis: redis)
    #expect(try context.doctor(.orphanedKeys).verdict == .pass)
    let bucket = try TestRedis.connect(redis.bucket)
    try bucket.send("SETEX", "redeem:WELL12345:remaining", 86_400, 5)
    let broker = try TestRedis.connect(redis.broker)
    try broker.send("SETEX", "another", 100, 1)
    #expect(try context.doctor(.orphanedKeys).verdict == .pass)
    try bucket.send("INCRBY", "redeem:GHOST12345:remaining", 3)
    try bucket.send("INCR", "global:redeem:limiter")
    try broker.send("LPUSH", "0f8fad5b-d9cb-469f-a165-70867728950e.reply.celery.pidbox", "x")
    for number in 0..<101 {
      try broker.send("SADD", "_kombu.binding.reply.celery.pidbox", "client \(number)")
    }
    let check = try context.doctor(.orphanedKeys)
    #expect(check.verdict == .warn)
    #expect(check.detail.contains("1 bucket without an expiry, e.g. redeem:GHOS****45:remaining"))
    #expect(check.detail.contains("1 reply list of clients"))
    #expect(check.detail.contains("101 reply bindings"))
    #expect(check.detail.contains("global:redeem:limiter has no expiry"))
    #expect(check.fix?.contains("invitectl sync-counts") == true)
  }

  @Test func `keys that are no text hide none, and those beyond the time are said to be there`()
    throws
  {
    let redis = try TestRedis()
    let context = try OperationContext.test(redis: redis)
    let bucket = try TestRedis.connect(redis.bucket)
    let odd: [UInt8] = Array("redeem:".utf8) + [0xff] + Array(":remaining".utf8)
    try bucket.send("SET", odd, 1)
    try bucket.send("INCRBY", "redeem:GHOST12345:remaining", 3)
    let check = try context.doctor(.orphanedKeys)
    #expect(check.verdict == .warn)
    #expect(
      check.detail == "1 bucket without an expiry, e.g. redeem:GHOS****45:remaining")
    // More than one call of SCAN gives.
    try bucket.send(
      "EVAL", "for i = 1, 20000 do redis.call('SET', 'another:' .. i, 1) end return 1", 0)
    let cut = LeftoverExamination(context, budget: .zero).check()
    #expect(
      cut.detail.hasPrefix("there was no time to look at all keys; among those looked at: "),
      "\(cut.detail)")
  }

  @Test func `memory near its limit warns, at it fails, and far from it passes`() throws {
    let server = try PrivateRedis(["--maxmemory", "4mb", "--maxmemory-policy", "noeviction"])
    let context = try OperationContext.test(redis: TestRedis(server: server.endpoint))
    var limits = DoctorLimits()
    #expect(try context.doctor(.redisMemory).verdict == .pass)
    limits.redisMemory = 0.1
    #expect(try context.doctor(.redisMemory, limits: limits).verdict == .warn)
    let connection = try TestRedis.connect(server.endpoint)
    let value = String(repeating: "x", count: 20_000)
    for number in 0..<400 {
      do { try connection.send("SET", "key \(number)", value) } catch { break }
    }
    #expect(try context.doctor(.redisMemory).verdict == .fail)
  }

  /// A slot that nobody uses, with some log behind it.
  private func leaveSlot(_ server: PrivatePostgres) throws -> PostgresConnection {
    let connection = try server.connect()
    try connection.execute(
      "SELECT pg_create_physical_replication_slot('left_behind', true)", deadline: .soon)
    try connection.executeScript(
      "CREATE TABLE t AS SELECT generate_series(1, 10000) AS a", deadline: .soon)
    return connection
  }

  @Test func `a slot that holds back log warns, and a disk that is nearly full`() throws {
    let server = try PrivatePostgres()
    let context = try OperationContext.test(environment: ["DATABASE_URL": server.url])
    var limits = DoctorLimits()
    limits.diskFree = 0
    let well = try context.doctor(.disk, limits: limits)
    #expect(well.verdict == .pass)
    #expect(well.detail.contains(" % of its disk are free"))
    limits.diskFree = 1
    #expect(try context.doctor(.disk, limits: limits).verdict != .pass)
    limits.diskFree = 0
    limits.retainedLog = 100_000
    _ = try leaveSlot(server)
    let held = try context.doctor(.disk, limits: limits)
    #expect(held.verdict == .warn)
    #expect(held.detail.contains("slot left_behind"))
    let statement = "SELECT pg_drop_replication_slot('left_behind');"
    #expect(held.fixes.last == statement, "\(held)")
    limits.unreadLog = 100_000
    let unread = try context.doctor(.replication, limits: limits)
    #expect(unread.detail.hasPrefix("nobody reads slot left_behind, which is "), "\(unread)")
    #expect(unread.verdict == .warn && unread.fixes.last == statement, "\(unread)")
    _ = try server.connect().query(statement, deadline: .soon)
    #expect(try context.doctor(.disk, limits: limits).verdict == .pass)
    #expect(try context.doctor(.replication, limits: limits).detail == "nobody reads the log")
  }

  @Test(
    .enabled(
      if: ((try? Sandbox.connect().serverVersion) ?? 180_000) >= 180_000,
      "PostgreSQL 18 has idle_replication_slot_timeout"))
  func `a slot that the server gave up holds back nothing`() throws {
    let server = try PrivatePostgres(settings: ["idle_replication_slot_timeout": "1s"])
    let context = try OperationContext.test(environment: ["DATABASE_URL": server.url])
    var limits = DoctorLimits()
    limits.diskFree = 0
    limits.retainedLog = 100_000
    let connection = try leaveSlot(server)
    #expect(try context.doctor(.disk, limits: limits).verdict == .warn)
    try waitUntil("the slot is lost") {
      try connection.execute("CHECKPOINT", deadline: .soon)
      return try connection.query(
        "SELECT wal_status = 'lost' AS lost FROM pg_replication_slots", deadline: .soon
      ).only().bool("lost")
    }
    #expect(try context.doctor(.disk, limits: limits).verdict == .pass)
  }
}
