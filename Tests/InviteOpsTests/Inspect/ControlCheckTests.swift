import Testing

@testable import CeleryProtocol
@testable import InviteOps
@testable import LosslessJSON

@Suite struct ControlCheckTests {
  private func holds(_ verb: ControlVerb, _ after: JSONValue, before: JSONValue? = nil) -> Bool? {
    ControlCheck.of(verb)?.holds(before, after)
  }

  @Test func `an effect is read off what workers say`() {
    let limited: JSONValue = ["app.other", "app.t [rate_limit=10/m]"]
    #expect(holds(.rateLimit(task: "app.t", limit: "10/m"), limited) == true)
    #expect(holds(.rateLimit(task: "app.t", limit: "5/s"), limited) == false)
    #expect(holds(.rateLimit(task: "app.t", limit: nil), limited) == false)
    #expect(holds(.rateLimit(task: "app.t", limit: nil), ["app.t"]) == true)
    #expect(holds(.rateLimit(task: "app.t", limit: nil), ["app.t [rate_limit=0]"]) == true)
    let times: JSONValue = ["app.t [time_limit=60.0 soft_time_limit=30]"]
    #expect(holds(.timeLimit(task: "app.t", hard: 60, soft: 30), times) == true)
    #expect(holds(.timeLimit(task: "app.t", hard: 60, soft: nil), times) == false)
    #expect(holds(.revoke(ids: ["a", "b"]), ["b", "c", "a"]) == true)
    #expect(holds(.revoke(ids: ["a", "b"]), ["a"]) == false)
    #expect(holds(.terminate(ids: ["a"], signal: "SIGTERM"), [["id": "a"]]) == false)
    #expect(holds(.terminate(ids: ["a"], signal: "SIGTERM"), []) == true)
    #expect(holds(.addConsumer(queue: "q"), [["name": "q"]]) == true)
    #expect(holds(.cancelConsumer(queue: "q"), [["name": "q"]]) == false)
    #expect(holds(.autoscale(max: 4, min: 1), ["autoscaler": ["max": 4, "min": 1]]) == true)
    #expect(ControlCheck.of(.enableEvents) == nil)
  }

  @Test func `a pool is seen to grow by its processes`() {
    func stats(_ processes: Int) -> JSONValue {
      [
        "pool": [
          "max-concurrency": 2, "processes": .array((0..<processes).map { JSONValue.int($0) }),
        ]
      ]
    }
    #expect(holds(.poolGrow(by: 2), stats(4), before: stats(2)) == true)
    #expect(holds(.poolGrow(by: 2), stats(3), before: stats(2)) == false)
    #expect(holds(.poolShrink(by: 1), stats(1), before: stats(2)) == true)
    #expect(holds(.poolGrow(by: 1), stats(3)) == false)
  }

  @Test func `what cannot be seen is not looked for`() {
    let check = ControlCheck.of(.poolShrink(by: 1))
    let green: JSONValue = ["pool": ["max-concurrency": 100]]
    #expect(check?.tells(green) == false)
    #expect(check?.tells(nil) == false)
    #expect(check?.tells(["pool": ["max-concurrency": 1, "processes": [7]]]) == true)
    #expect(ControlCheck.of(.addConsumer(queue: "q"))?.tells(nil) == true)
  }
}
