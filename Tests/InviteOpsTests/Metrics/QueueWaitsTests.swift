import Testing

@testable import CeleryProtocol
@testable import InviteOps
@testable import LosslessJSON
@testable import PrometheusText

@Suite struct QueueWaitsTests {
  private let start = ContinuousClock.now

  private func event(_ type: String, _ id: String, queue: String? = nil) throws -> CeleryEvent {
    var fields: JSONObject = ["type": .string(type), "hostname": "w", "uuid": .string(id)]
    if let queue { fields["queue"] = .string(queue) }
    return try #require(CeleryEvent(.object(fields)))
  }

  @Test func `from sending to taking, by queue, and every queue from the beginning`() throws {
    let waits = QueueWaits()
    waits.count(try event("task-sent", "1", queue: "invites"), at: start)
    waits.count(try event("task-received", "1"), at: start + .seconds(400))
    // Taken twice, never sent, of another kind.
    waits.count(try event("task-received", "1"), at: start + .seconds(500))
    waits.count(try event("task-received", "2"), at: start)
    waits.count(try event("task-started", "1"), at: start)
    waits.count(probe: "sync", after: 0.004)
    let text = MetricText.prometheus.render([waits.filled])
    let name = "invitehub_celery_queue_wait_seconds"
    #expect(text.contains("\(name)_bucket{queue=\"invites\",le=\"300.0\"} 0\n"), "\(text)")
    #expect(text.contains("\(name)_bucket{queue=\"invites\",le=\"600.0\"} 1\n"))
    #expect(text.contains("\(name)_bucket{queue=\"invites\",le=\"1800.0\"} 1\n"))
    #expect(text.contains("\(name)_sum{queue=\"invites\"} 400.0\n"))
    #expect(text.contains("\(name)_bucket{queue=\"sync\",le=\"0.01\"} 1\n"))
    #expect(text.contains("\(name)_count{queue=\"celery\"} 0\n"))
  }

  @Test func `names from outside make no series, and messages that nobody takes no memory`() throws
  {
    let waits = QueueWaits()
    for number in 0..<60_000 {
      waits.count(try event("task-sent", "\(number)", queue: "q\(number)"), at: start)
    }
    waits.count(try event("task-received", "0"), at: start)
    waits.count(try event("task-received", "59999"), at: start + .seconds(2000))
    let text = MetricText.prometheus.render([waits.filled])
    #expect(text.contains("_bucket{queue=\"other\",le=\"1800.0\"} 0\n"), "\(text)")
    #expect(text.contains("_count{queue=\"other\"} 1\n"), "the first was forgotten")
    #expect(!text.contains("q59999"))
  }
}
