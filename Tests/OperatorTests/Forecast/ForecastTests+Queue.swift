import ClientSupport
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import CeleryProtocol
@testable import InviteDomain
@testable import InviteOps

/// When a queue is said to end, and when that is not known.
extension ForecastTests {
  private func assert(_ assertion: String, _ world: MetricsWorld) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["forecast", "--only", "queue", "--assert", assertion], environment: world.environment)
  }

  /// Returns when the workers have answered: the first answer of one takes longer than those after it.
  func waitUntilHeard(_ world: MetricsWorld) async throws {
    let ping = try await CommandRun.invitectl(
      ["inspect-workers", "ping", "--wait", "120s"], environment: world.environment)
    #expect(ping.exitCode == 0, "\(ping)")
  }

  private static let unheard = "no worker that takes invites answers"

  /// The forecast of a queue whose worker lives: one that was late is asked once more.
  func forecastOfHeard(_ world: MetricsWorld) throws -> ForecastLine {
    var line: ForecastLine?
    try waitUntil("the worker answers in time") {
      line = try forecast(world, [.queue]).first
      return line?.reason?.contains(Self.unheard) != true
    }
    return try #require(line)
  }

  /// The same, asserted.
  ///
  /// - Parameter reason: what is said once the worker has answered, where its silence is not named.
  private func assertHeard(
    _ assertion: String, _ world: MetricsWorld, reason: String? = nil
  ) async throws -> CommandResult {
    let end = ContinuousClock.now + .seconds(120)
    while true {
      let result = try await assert(assertion, world)
      let words = result.output.split { $0.isWhitespace }.joined(separator: " ")
      let isHeard = reason.map { words.contains($0) } ?? !words.contains(Self.unheard)
      if isHeard || .now > end { return result }
    }
  }

  @Test func `that a queue ends in time cannot be told where nobody knows what will come`()
    async throws
  {
    let world = try world()
    let worker = try WorkerProcess(world.database, world.redis)
    // One a second in the last minutes, and nothing before: there is no whole day.
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT (SELECT min(id) FROM teams), 'w' || n || '@example.com', 'SUCCESS',
        (now() AT TIME ZONE 'utc') - n * interval '1 second'
      FROM generate_series(1, 100) n
      """)
    // It works on the first for longer than the test takes to look.
    let broker = try world.broker()
    for name in ["a", "b"] {
      let message = try InviteTask(email: "\(name)+slow900.0@example.com", code: "CODE").message()
      try broker.send("LPUSH", RedeemWorld.queue, message.envelope.encoded)
    }
    try waitUntil("it has both") { try broker.send("HLEN", "unacked").asInteger() == 2 }
    try await waitUntilHeard(world)
    let untold = try await assertHeard("queue<30m", world)
    #expect(
      untold.exitCode == 8 && untold.output.contains("cannot be told: queue<30m"), "\(untold)")
    #expect(untold.output.contains("not in it: what will come"), "\(untold)")
    // What comes makes it no sooner.
    let fails = try await assertHeard("queue<1s", world)
    #expect(fails.exitCode == 3, "\(fails)")
    // How many wait is known all the same.
    let readings = try world.collect(.forecast)
    #expect(readings[#"invitehub_forecast_remaining{subject="queue"}"#] == 2)
    withExtendedLifetime(worker) {}
  }

  @Test func `results from before the last hour end no queue, however far apart they were`()
    async throws
  {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    // No record of the last two hours.
    try world.run(
      "DELETE FROM invite_records WHERE created_at > (now() AT TIME ZONE 'utc') - interval '2 hours'"
    )
    let message = try InviteTask(email: "a@example.com", code: "CODE").message()
    try world.broker().send("LPUSH", RedeemWorld.queue, message.envelope.encoded)
    let ends = try world.postgres.query(
      """
      SELECT to_char((now() AT TIME ZONE 'utc') - interval '70 minutes' - n * interval '270 seconds',
        'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') AS done FROM generate_series(0, 11) n
      """, deadline: .soon)
    let results = try TestRedis.connect(world.redis.result)
    for (number, row) in ends.enumerated() {
      let id = "5f0c0000-0000-4000-8000-0000000000\(number + 10)"
      let done = try row.string("done")
      try results.send(
        "SET", TaskResult.key(id: id),
        #"{"status": "SUCCESS", "result": {"success": true}, "traceback": null, "#
          + #""children": [], "date_done": "\#(done)", "task_id": "\#(id)"}"#)
    }
    let queue = try #require(try forecast(world, [.queue]).first)
    #expect(queue.state == .stalled && queue.inSeconds == nil, "\(queue)")
    #expect(queue.reason?.contains("no invite was done for 1h") == true, "\(queue)")
    let fails = try await assert("queue<30m", world)
    #expect(fails.exitCode == 3, "\(fails)")
  }

  @Test(arguments: [0, 20])
  func `a message that has just come into a quiet queue is no standstill`(
    minutes: Int
  ) async throws {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    // Nothing within an hour, or one a second some time ago.
    try world.run(
      """
      DELETE FROM invite_records WHERE created_at > (now() AT TIME ZONE 'utc') - interval '2 hours';
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT (SELECT min(id) FROM teams), 'w' || n || '@example.com', 'SUCCESS',
        (now() AT TIME ZONE 'utc') - interval '\(minutes) minutes' - n * interval '1 second'
      FROM generate_series(1, 100) n WHERE \(minutes) > 0
      """)
    let worker = try WorkerProcess(world.database, world.redis)
    let broker = try world.broker()
    let message = try InviteTask(email: "a+slow900.0@example.com", code: "CODE").message()
    try broker.send("LPUSH", RedeemWorld.queue, message.envelope.encoded)
    try waitUntil("it has it") { try broker.send("HLEN", "unacked").asInteger() == 1 }
    try await waitUntilHeard(world)
    let reason = "what waits may have come just now"
    let untold = try await assertHeard("queue<30m", world, reason: reason)
    #expect(untold.exitCode == 8, "\(untold)")
    let words = untold.output.split { $0.isWhitespace }.joined(separator: " ")
    #expect(words.contains(reason), "\(untold)")
    // One that a worker has had for longer than a task may take is another matter.
    let tags = try broker.send("ZRANGE", "unacked_index", 0, -1).asStrings()
    let tag = try #require(tags.first)
    let now = try world.postgres.query(
      "SELECT extract(epoch FROM now())::bigint AS now", deadline: .soon
    ).only().int("now")
    try broker.send("ZADD", "unacked_index", now - 600, tag)
    let stands = try await assert("queue<30m", world)
    #expect(stands.exitCode == 3 && stands.output.contains("stands still"), "\(stands)")
    withExtendedLifetime(worker) {}
  }

  /// Five a second were done, and two of five results are read.
  @Test func `where only a part of the results is read the pace is that of all`() async throws {
    let world = try world()
    let worker = try WorkerProcess(world.database, world.redis)
    let results = try TestRedis.connect(world.redis.result)
    let ends = try world.postgres.query(
      """
      SELECT n, to_char((now() AT TIME ZONE 'utc') - n * interval '0.2 seconds',
        'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') AS done FROM generate_series(1, 5000) n
      """, deadline: .soon)
    var words: [any RedisArgument] = ["MSET"]
    for row in ends {
      let number = try row.int("n")
      let id = "result-\(number)"
      let done = try row.string("done")
      let result: String =
        #"{"status": "SUCCESS", "result": {"success": true}, "traceback": null, "#
        + #""children": [], "date_done": "\#(done)", "task_id": "\#(id)"}"#
      words += [TaskResult.key(id: id), result]
    }
    try results.call(words, deadline: .soon)
    let broker = try world.broker()
    for name in ["a", "b"] {
      let message = try InviteTask(email: "\(name)+slow900.0@example.com", code: "CODE").message()
      try broker.send("LPUSH", RedeemWorld.queue, message.envelope.encoded)
    }
    try waitUntil("it has both") { try broker.send("HLEN", "unacked").asInteger() == 2 }
    try await waitUntilHeard(world)
    let queue = try forecastOfHeard(world)
    #expect(queue.state == .ends && queue.remaining == 2, "\(queue)")
    // Of those that are read a second and more would be told.
    #expect(queue.inSeconds?.likely.map { (0.3...0.5).contains($0) } == true, "\(queue)")
    withExtendedLifetime(worker) {}
  }

  @Test(arguments: [("invites", "a list"), ("unacked", "a hash")])
  func `a key of the queue that is of another type is no empty queue`(
    key: String, what: String
  ) async throws {
    let world = try world()
    let empty = try await assert("queue<30m", world)
    #expect(empty.exitCode == 0, "\(empty)")
    try world.broker().send("SET", key, "x")
    let told = try await assert("queue<30m", world)
    #expect(told.exitCode == 8 && !told.output.contains("nothing waits"), "\(told)")
    #expect(told.errors.contains("\(key) is not \(what)"), "\(told)")
  }

  @Test func `without a broker the metrics of the other subjects are there`() throws {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    let context = try world.context([
      "INVITECTL_BROKER_URL": "unix:///nowhere/redis.sock",
      "INVITECTL_RESULT_URL": "unix:///nowhere/redis.sock",
    ])
    let dump = MetricsDump(context, collectors: [.forecast]).collect(MetricsWorld.limits)
    #expect(dump.failures.map(\.collectors) == [["forecast"]], "\(dump.failures)")
    let readings = Readings(dump.families)
    #expect(readings[#"invitectl_collector_success{collector="forecast"}"#] == 0)
    #expect(readings[#"invitehub_forecast_remaining{subject="seats"}"#] == 990)
    #expect(readings.seconds(#"invitehub_forecast_seconds{subject="codes",bound="late"}"#) != nil)
    #expect(readings[#"invitehub_forecast_remaining{subject="queue"}"#] == nil)
    #expect(readings.seconds(#"invitehub_forecast_seconds{subject="queue",bound="late"}"#) == nil)
  }
}
