import CeleryProtocol
import InviteOps
import LosslessJSON
import Testing

@Suite struct WorkerViewTests {
  private func values(_ name: String) throws -> [JSONValue] {
    try (Captures.load(name)["replies"]?.array ?? []).map {
      try ControlReply(decoding: try #require($0["envelope"]).pythonJSON).value
    }
  }

  @Test func `running tasks have a start, a queue and a process`() throws {
    let tasks = try values("control_active.json").flatMap { $0.array ?? [] }.map {
      try #require(WorkerTask($0))
    }
    #expect(!tasks.isEmpty)
    for task in tasks {
      #expect(task.name == "app.tasks_celery.slow_task")
      #expect(task.timeStart != nil && task.workerPID != nil)
      #expect(task.queue == "celery" && task.priority == 5)
      #expect(!task.isAcknowledged && !task.isRedelivered)
    }
  }

  @Test func `waiting tasks have neither`() throws {
    let tasks = try values("control_reserved.json").flatMap { $0.array ?? [] }.map {
      try #require(WorkerTask($0))
    }
    #expect(tasks.allSatisfy { $0.timeStart == nil && $0.workerPID == nil })
    let scheduled = try values("control_scheduled.json").flatMap { $0.array ?? [] }.map {
      try #require(ScheduledTask($0))
    }
    #expect(scheduled.contains { $0.eta == "2026-11-23T18:00:15.135830+00:00" })
  }

  @Test func `a worker accounts for itself`() throws {
    let stats = try values("control_stats.json").map { try #require(WorkerStats($0)) }
    let first = try #require(stats.first)
    #expect(first.pool == "prefork")
    #expect(first.maxConcurrency == 2)
    #expect(first.slots == first.processes.count)
    #expect(first.processed >= 2)
    #expect(first.uptime == 107)
    #expect(first.maxRSSKiB == 57784)
    #expect(WorkerStats(["ok": "pong"]) == nil)
  }

  @Test func `slots are the processes of a prefork pool, and the size of others`() {
    func slots(_ module: String, _ processes: JSONValue) -> Int? {
      WorkerStats([
        "pool": [
          "implementation": .string("celery.concurrency.\(module):TaskPool"),
          "max-concurrency": 3, "processes": processes,
        ]
      ])?.slots
    }
    #expect(slots("prefork", [7, 8]) == 2)
    #expect(slots("prefork", []) == 0)
    #expect(slots("solo", [7]) == 3)
    #expect(slots("gevent", .null) == 3)
  }
}
