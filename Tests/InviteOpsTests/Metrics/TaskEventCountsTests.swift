import Testing

@testable import CeleryProtocol
@testable import InviteOps
@testable import LosslessJSON
@testable import PrometheusText

@Suite struct TaskEventCountsTests {
  private func event(_ type: String, _ fields: JSONObject) throws -> CeleryEvent {
    var all: JSONObject = ["type": .string(type), "hostname": "celery@host1", "timestamp": 1]
    for member in fields.members { all[member.key] = member.value }
    return try #require(CeleryEvent(.object(all)))
  }

  @Test func `later events of a task are counted under its name and queue`() throws {
    let counts = TaskEventCounts()
    counts.count(
      try event("task-sent", ["uuid": "1", "name": "app.tasks.x", "queue": "invites"]))
    counts.count(try event("task-received", ["uuid": "1", "name": "app.tasks.x"]))
    counts.count(try event("task-started", ["uuid": "1"]))
    counts.count(try event("task-succeeded", ["uuid": "1", "runtime": 0.3]))
    counts.count(
      try event("task-failed", ["uuid": "2", "exception": "ValueError('a@example.com')"]))
    counts.count(try event("worker-heartbeat", [:]))
    let text = MetricText.prometheus.render(counts.families)
    let labels = #"name="app.tasks.x",hostname="host1",queue_name="invites""#
    #expect(text.contains("celery_task_started_total{\(labels)} 1\n"))
    #expect(text.contains("celery_task_succeeded_total{\(labels)} 1\n"))
    #expect(text.contains("celery_task_runtime_bucket{\(labels),le=\"0.25\"} 0\n"))
    #expect(text.contains("celery_task_runtime_bucket{\(labels),le=\"0.5\"} 1\n"))
    #expect(text.contains("celery_task_runtime_bucket{\(labels),le=\"1.0\"} 1\n"))
    #expect(text.contains("celery_task_runtime_bucket{\(labels),le=\"+Inf\"} 1\n"))
    #expect(text.contains("celery_task_runtime_count{\(labels)} 1\n"))
    #expect(text.contains("celery_task_runtime_sum{\(labels)} 0.3\n"))
    #expect(text.contains("# TYPE celery_task_runtime histogram\n"))
    #expect(text.contains(#"queue_name="celery",exception="ValueError"} 1"#))
    #expect(!text.contains("example.com"))
    #expect(MetricText.prometheus.render(counts.families) == text)
  }

  @Test func `tasks without an end do not fill the memory`() throws {
    let counts = TaskEventCounts()
    for number in 0..<30_000 {
      counts.count(try event("task-received", ["uuid": .string("\(number)"), "name": "n"]))
    }
    counts.count(try event("task-started", ["uuid": "29999"]))
    counts.count(try event("task-started", ["uuid": "0"]))
    let text = MetricText.prometheus.render(counts.families)
    #expect(text.contains(#"celery_task_started_total{name="n",hostname="host1""#))
    #expect(text.contains(#"celery_task_started_total{name="",hostname="host1""#))
  }

  @Test func `invented names have a bound, and are counted as one beyond it`() throws {
    let counts = TaskEventCounts()
    var firsts = 0
    for number in 0..<100_000 {
      let name = JSONValue.string("invented.\(number)")
      let event = try event("task-received", ["uuid": .string("\(number)"), "name": name])
      if counts.count(event) { firsts += 1 }
    }
    #expect(firsts == 1)
    let received = try #require(
      counts.families.first { $0.name.hasPrefix("celery_task_received") })
    #expect(received.samples.count == TaskEventCounts.mostSeries + 1)
    let text = MetricText.prometheus.render(counts.families)
    let rest = 100_000 - TaskEventCounts.mostSeries
    let other = #"name="other",hostname="other",queue_name="other""#
    #expect(text.contains("celery_task_received_total{\(other)} \(rest)\n"))
    // What was known before is counted as what it is.
    counts.count(try event("task-received", ["uuid": "x", "name": "invented.0"]))
    let again = MetricText.prometheus.render(counts.families)
    #expect(again.contains(#"celery_task_received_total{name="invented.0",hostname="host1""#))
    #expect(again.contains("celery_task_received_total{\(other)} \(rest)\n"))
  }

  @Test(arguments: ["name", "queue", "hostname", "exception", "uuid"])
  func `no text of an event becomes a label of any length`(field: String) throws {
    let counts = TaskEventCounts()
    let long = String(repeating: "a", count: 100_000)
    var fields: JSONObject = ["uuid": "1", "name": "n", "queue": "q", "exception": "ValueError()"]
    fields[field] = .string(long)
    for type in ["task-sent", "task-failed", "task-succeeded"] {
      fields["type"] = .string(type)
      counts.count(try event(type, fields))
    }
    #expect(MetricText.prometheus.render(counts.families).utf8.count < 20_000)
  }
}
