import Testing

@testable import CeleryProtocol
@testable import InviteOps
@testable import LosslessJSON

@Suite struct QueueLayoutTests {
  private func layout(_ options: JSONValue) throws -> QueueLayout {
    try QueueLayout(conf: ["broker_transport_options": options])
  }

  @Test func `the lists are those of kombu`() {
    // python: bisect.bisect(steps, priority) - 1, kombu/transport/redis.py
    #expect(QueueLayout().list("q", priority: 5) == "q\u{06}\u{16}3")
    #expect(QueueLayout().list("q", priority: nil) == "q")
    #expect(QueueLayout(separator: ":", steps: [0, 5]).list("q", priority: 5) == "q:5")
    #expect(QueueLayout(separator: ":", steps: [0, 5]).list("q", priority: 4) == "q")
    #expect(QueueLayout(separator: ":", steps: [2, 7]).list("q", priority: 0) == "q:7")
    #expect(QueueLayout(separator: ":", steps: [2, 7]).lists("q") == ["q:2", "q:7"])
    #expect(QueueLayout(steps: [0]).list("q", priority: 99) == "q")
  }

  @Test func `what a worker says of itself is understood or named`() throws {
    #expect(try layout(nil) == QueueLayout())
    #expect(try layout([:]) == QueueLayout())
    #expect(
      try layout(["sep": ":", "priority_steps": [0, 5]]) == .init(separator: ":", steps: [0, 5]))
    #expect(try layout(["priority_steps": "range(0, 10)"]).steps == Array(0...9))
    #expect(try layout(["priority_steps": "range(3)"]).steps == [0, 1, 2])
    #expect(try layout(["visibility_timeout": 60]) == QueueLayout())
    for (option, value) in [
      ("priority_steps", "range(1e99)"), ("priority_steps", "range(0, 9223372036854775807)"),
      ("priority_steps", ["0"]), ("sep", 5), ("unacked_key", "********"),
    ] as [(String, JSONValue)] {
      #expect(throws: QueueLayout.Unclear(option: option)) {
        try layout(JSONValue.object([:]).with(option, value))
      }
    }
  }

  @Test(
    arguments: [
      ("\u{06}\u{16}\u{06}\u{16}w1@h.celery.pidbox", "\u{06}\u{16}"), ("::w1@h.celery.pidbox", ":"),
      ("::::w1@h.celery.pidbox", "::"), ("####w@h.celery.pidbox", "##"),
      ("celery.pidbox", nil), ("", nil),
    ] as [(String, String?)])
  func `a worker's binding shows its separator`(member: String, separator: String?) {
    #expect(QueueBinding.separator(ofWorkers: member) == separator)
  }
}

extension JSONValue {
  fileprivate func with(_ key: String, _ value: JSONValue) -> JSONValue {
    var object = self.object ?? [:]
    object[key] = value
    return .object(object)
  }
}
