import ClientSupport
import FoundationEssentials
import Logging
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds

@testable import CeleryProtocol
@testable import InviteOps
@testable import InviteStorage

/// Servers of one lane of hostile inputs, in a state that each input is put into anew.
struct InputWorld {
  let sync: SyncWorld
  let bucket: RedisConnection
  let broker: RedisConnection
  let result: RedisConnection
  let worker: ScriptedWorker
  let directory: String
  let context: OperationContext

  init() throws {
    sync = try SyncWorld()
    try sync.postgres.executeScript(OutboxSchema.create, deadline: .soon)
    for code in ["AAAA", "BBBB"] {
      try sync.addCode(code, max: 10)
      try sync.initialise(code)
    }
    bucket = try TestRedis.connect(sync.redis.bucket)
    broker = try TestRedis.connect(sync.redis.broker)
    result = try TestRedis.connect(sync.redis.result)
    worker = try ScriptedWorker(sync.redis.broker)
    directory = Sandbox.temporaryPath()
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: false)
    context = try sync.context()
    try sync.sync()
  }

  var keys: BrokerKeys { BrokerKeys(database: sync.redis.broker.database) }

  /// Everything as it was: the backend's rows, no messages, no results.
  func reset() throws {
    for connection in [bucket, broker, result] { try connection.send("FLUSHDB") }
    try sync.redis.declareInvites()
    try sync.postgres.executeScript(
      """
      DELETE FROM invitectl.redeem_sync; DELETE FROM invitectl.redeem_sync_ledger;
      DELETE FROM invitectl.run_log; DELETE FROM invitectl.redeem_outbox;
      DELETE FROM invite_queue; DELETE FROM invite_records;
      UPDATE redeem_codes SET max_uses = 10, used_count = 0, is_active = true, validity_days = 30,
        bound_email = NULL, group_id = NULL, code_type = 'DIRECT',
        expires_at = NULL, activated_at = NULL, created_at = now() AT TIME ZONE 'utc';
      """, deadline: .soon)
    for code in ["AAAA", "BBBB"] { try sync.initialise(code) }
  }

  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = directory + "/" + name
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  func remove() {
    worker.leave()
    try? FileManager.default.removeItem(atPath: directory)
  }
}
