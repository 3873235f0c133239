import CeleryProtocol
import ClientSupport
import FoundationEssentials
import InviteOps
import RedisClient
import TestSupport
import TestWorlds

// What workers say, and what lies in the broker and in the result backend.
extension InputLane {
  private static let node = "celery@h"

  static let replies: [InputLane] = [
    reply(
      "stats",
      """
      {"\(node)": {"pid": §7§, "uptime": §5§, "clock": §"1"§, "prefetch_count": §8§, "total": \
      {"t": §3§, "app.tasks_celery.sync_redeem_count_task": §4§}, "pool": {"implementation": \
      §"celery.concurrency.prefork:TaskPool"§, "max-concurrency": §2§, "processes": [§1§, §2§]}, \
      "rusage": {"maxrss": §1000§, "utime": §0.5§, "stime": §0.5§}, "broker": \
      {"transport_options": {"visibility_timeout": §3600§}}}}
      """),
    reply("active", task),
    reply("reserved", task),
    reply(
      "scheduled",
      #"{"\#(node)": [{"eta": §"2026-01-01T00:00:00"§, "priority": §6§, "#
        + #""request": {"id": §"i"§, "name": §"t"§, "time_start": §1§}}]}"#),
    reply(
      "active_queues",
      #"{"\#(node)": [{"name": §"invites"§, "exchange": {"name": §""§}, "#
        + #""routing_key": §"invites"§}]}"#),
    reply("report", #"{"\#(node)": {"ok": §"celery:5.7.0 kombu:5.7.0"§}}"#),
    reply(
      "conf",
      #"{"\#(node)": {"broker_transport_options": {"visibility_timeout": §1§}, "#
        + #""x": §1§}}"#),
    reply("ping", #"{§"\#(node)"§: {"ok": §"pong"§}}"#),
    reply("revoked", #"{"\#(node)": [§"a"§]}"#),
    reply("registered", #"{"\#(node)": [§"a [rate_limit=1]"§]}"#),
    reply(
      "query_task",
      #"{"\#(node)": {"the-task": [§"active"§, {"id": "i", "name": "t", "#
        + #""time_start": §1§, "worker_pid": §1§}]}}"#),
  ]

  private static let task =
    #"{"\#(node)": [{"id": §"i"§, "name": §"t"§, "args": §[]§, "kwargs": §{}§, "hostname": §"h"§, "#
    + #""time_start": §1700000000.5§, "acknowledged": §true§, "delivery_info": {"routing_key": "#
    + #"§"invites"§, "priority": §5§, "redelivered": §false§}, "worker_pid": §9§}]}"#

  private static func reply(_ method: String, _ template: String) -> InputLane {
    InputLane(
      "reply \(method)", [template],
      place: { world, bytes in
        sayUsual(world)
        // Twice, from two workers, so that what is added up is added up.
        let second = String(decoding: bytes, as: UTF8.self).replacing(node, with: "celery@g")
        world.worker.answer(method, with: [bytes, Array(second.utf8)])
      },
      read: { world in try readFleet(world) },
      commands: { _ in fleetCommands })
  }

  private static let usual: [(String, String)] = [
    ("ping", #"{"celery@h": {"ok": "pong"}}"#),
    ("stats", #"{"celery@h": {"pid": 1, "pool": {"max-concurrency": 2, "processes": [1]}}}"#),
    ("active", #"{"celery@h": []}"#), ("reserved", #"{"celery@h": []}"#),
    ("scheduled", #"{"celery@h": []}"#), ("report", #"{"celery@h": {"ok": "celery:5.7.0"}}"#),
    ("active_queues", #"{"celery@h": [{"name": "invites"}]}"#), ("conf", #"{"celery@h": {}}"#),
    ("revoked", #"{"celery@h": []}"#), ("registered", #"{"celery@h": []}"#),
    ("query_task", #"{"celery@h": {}}"#),
  ]

  /// The worker answers as a sound one.
  static func sayUsual(_ world: InputWorld) {
    for (method, value) in usual { world.worker.answer(method, with: [Array(value.utf8)]) }
  }

  private static let fleetCommands = [
    ["inspect-workers", "--wait", "50ms"], ["inspect-workers", "stats", "--wait", "50ms"],
    ["inspect-workers", "active", "--wait", "50ms"],
    ["inspect-workers", "scheduled", "--wait", "50ms", "-o", "json"],
    ["inspect-workers", "--watch", "--count", "2", "--interval", "100ms"],
    ["inspect-workers", "--watch", "--count", "2", "--interval", "100ms", "-o", "jsonl"],
    ["metrics-dump", "--collectors", "workers,celery", "--compat", "celery-exporter"],
    ["inspect-workers", "query", "the-task", "--wait", "50ms"],
    ["inspect-workers", "registered", "--wait", "50ms"],
    ["doctor", "--only", "workers", "--only", "python-sync"],
    ["inspect-workers", "overview", "--wait", "50ms", "-o", "json"],
  ]

  private static func readFleet(_ world: InputWorld) throws {
    let wait = Duration.milliseconds(20)
    let verbs: [InspectVerb] = [
      .stats, .active, .scheduled, .activeQueues, .conf(withDefaults: false), .report,
      .queryTask(ids: ["the-task"]),
    ]
    try each(
      verbs.map { verb in
        { _ = try WorkerInspection(world.context, wait: wait).ask(verb) }
      } + [
        { _ = try FleetOverview(world.context, wait: wait).take() },
        {
          let watch = FleetWatch(world.context, wait: wait)
          for _ in 0..<2 { _ = JSONText.of(try watch.tick()) }
        },
        { _ = MetricsDump(world.context, collectors: [.workers, .celery]).collect() },
        {
          let lookup = TaskLookup(world.context, wait: wait, showsPersonalValues: true)
          _ = JSONText.of(try lookup.find("the-task"))
        },
      ])
  }

  // MARK: - Events

  static let events = InputLane(
    "events",
    [
      #"{"type": §"task-succeeded"§, "hostname": §"h"§, "timestamp": §1700000000.5§, "uuid": "#
        + #"§"u"§, "runtime": §0.5§, "clock": §1§, "retries": §0§, "result": §"x"§}"#,
      #"{"type": "task-received", "hostname": "h", "timestamp": §1§, "uuid": "u", "name": §"n"§, "#
        + #""retries": §0§, "eta": §null§, "queue": §"q"§}"#,
      #"{"type": "worker-heartbeat", "hostname": "h", "timestamp": §1§, "freq": §2.0§, "#
        + #""loadavg": [§0.1§, §0.2§], "processed": §3§, "active": §1§, "sw_ver": §"5.7.0"§}"#,
    ],
    place: { _ = try $0.file("event", $1) },
    read: { world in
      let stream = try EventStream(world.context, showsPersonalValues: true)
      let watch = FleetWatch(world.context, wait: .milliseconds(20))
      _ = try? watch.tick()
      let body = try Data(contentsOf: URL(filePath: world.directory + "/event"))
      let envelope = [UInt8](
        """
        {"body": "\(body.base64EncodedString())", "content-encoding": "utf-8", "content-type": \
        "application/json", "headers": {}, "properties": {"body_encoding": "base64"}}
        """.utf8)
      for type in ["task-succeeded", "worker-heartbeat"] {
        try world.broker.send("PUBLISH", world.keys.eventChannel(type), envelope)
      }
      // An event that must come after.
      let last = CeleryEvent.sent(
        try InviteTask(email: "a@example.com", code: "AAAA").message(), hostname: "end", pid: 1,
        time: 1)
      try world.broker.send("PUBLISH", world.keys.eventChannel("task-sent"), last.encoded)
      while let event = try stream.next(deadline: .soon), event.hostname != "end" {
        _ = JSONText.of(event)
      }
      _ = JSONText.of(try watch.tick())
    },
    commands: { _ in [] })

  // MARK: - The broker

  static let unackedScore = InputLane(
    "unacked score", ["§1700000000.5§"],
    place: { world, bytes in
      try world.broker.send("HSET", world.keys.unacked, "tag", entry(world))
      _ = try world.broker.call(
        ["ZADD", world.keys.unackedIndex, bytes, "tag"], deadline: .soon
      ).throwingServerError()
    },
    read: { try readBroker($0) }, commands: { _ in brokerCommands })

  static let unackedEntry = InputLane(
    "unacked entry", ["[\(envelope), §\"\"§, §\"invites\"§]"],
    place: { world, bytes in
      try world.broker.send("HSET", world.keys.unacked, "tag", bytes)
      try world.broker.send("ZADD", world.keys.unackedIndex, 1_700_000_000, "tag")
    },
    read: { try readBroker($0) }, commands: { _ in brokerCommands })

  static let message = InputLane(
    "message", [envelope],
    place: { world, bytes in try world.broker.send("LPUSH", "invites", bytes) },
    read: { try readBroker($0) }, commands: { _ in brokerCommands })

  private static let envelope =
    #"{"body": §"W1tdLCB7fSwge31d"§, "content-encoding": §"utf-8"§, "content-type": "#
    + #"§"application/json"§, "headers": {"id": §"the-task"§, "task": §"t"§, "retries": §0§, "eta": "#
    + #"§null§, "timelimit": §[null, null]§, "origin": §"x"§}, "properties": {"priority": §5§, "#
    + #""body_encoding": §"base64"§, "delivery_tag": §"tag"§, "delivery_info": {"exchange": §""§, "#
    + #""routing_key": §"invites"§, "redelivered": §false§}}}"#

  private static func entry(_ world: InputWorld) throws -> [UInt8] {
    let message = try InviteTask(email: "a@example.com", code: "AAAA").message()
    return Array("[".utf8) + message.encoded + Array(#", "", "invites"]"#.utf8)
  }

  private static let brokerCommands = [
    ["inspect-workers", "--wait", "20ms"], ["inspect-workers", "peek", "invites"],
    ["inspect-workers", "task", "the-task", "--wait", "20ms"],
    ["metrics-dump", "--collectors", "celery"],
  ]

  private static func readBroker(_ world: InputWorld) throws {
    let wait = Duration.milliseconds(5)
    try each([
      { _ = JSONText.of(try FleetOverview(world.context, wait: wait).take()) },
      {
        let peek = QueuePeek(world.context, limit: 10, showsPersonalValues: true)
        _ = JSONText.of(try peek.look(at: "invites"))
      },
      {
        let lookup = TaskLookup(world.context, wait: wait, showsPersonalValues: true)
        _ = JSONText.of(try lookup.find("the-task"))
      },
      { _ = MetricsDump(world.context, collectors: [.celery]).collect() },
    ])
  }

  // MARK: - Results

  static let result = InputLane(
    "result",
    [
      #"{"status": §"FAILURE"§, "result": {"exc_type": §"E"§, "exc_message": §["x"]§}, "task_id": "#
        + #"§"the-task"§, "date_done": §"2026-01-01"§, "retries": §0§, "children": §[]§}"#
    ],
    place: { try $0.result.send("SET", TaskResult.key(id: "the-task"), $1) },
    read: { world in
      try each([
        {
          let lookup = TaskLookup(
            world.context, wait: .milliseconds(5), showsPersonalValues: true)
          _ = JSONText.of(try lookup.find("the-task"))
        },
        { _ = try RedeemRefund(world.context).run(code: "AAAA", taskID: "the-task", force: false) },
      ])
    },
    commands: { _ in
      [
        ["inspect-workers", "task", "the-task", "--wait", "20ms"],
        ["redeem", "refund", "AAAA", "the-task"],
      ]
    })
}

/// Writes a payload as JSON, as the command would.
enum JSONText {
  static func of(_ payload: some Encodable) -> Int {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .throw
    guard let data = try? encoder.encode(payload) else {
      fatalError("a payload has a number that is none: \(type(of: payload))")
    }
    return data.count
  }
}
