import Testing

@testable import CeleryProtocol
@testable import InviteOps
@testable import LosslessJSON

@Suite struct FleetPresenceTests {
  /// As Redis 6.2, 7.0 and Valkey write it.
  private static let list = """
    id=3 addr=127.0.0.1:50 laddr=127.0.0.1:6379 fd=8 name= age=9 idle=0 flags=b db=1 sub=0 psub=0 multi=-1 cmd=brpop user=default
    id=4 addr=127.0.0.1:51 fd=9 name= age=9 idle=0 flags=P db=1 sub=0 psub=3 multi=-1 cmd=psubscribe
    id=5 addr=127.0.0.1:52 fd=9 name=cmd=brpop db=11 flags=b cmd=brpop
    id=6 addr=127.0.0.1:53 fd=9 name= db=1 flags=N cmd=get
    id=7 addr=/tmp/s:0 fd=9 name= db=1 flags=N cmd=brpop lib-name=redis-py lib-ver=6
    """

  @Test func `connections that take messages are told by database and last command`() {
    #expect(FleetPresence.takers(Self.list, database: 1) == 2)
    #expect(FleetPresence.takers(Self.list, database: 11) == 1)
    #expect(FleetPresence.takers(Self.list, database: 0) == 0)
    #expect(FleetPresence.takers("", database: 1) == 0)
  }

  @Test func `limits are those that hold something back`() {
    let limits = RateLimits([
      (
        "w1",
        [
          "app.a [rate_limit=10/m]", "app.b [rate_limit=0]", "app.c", "app.d [rate_limit=None]",
        ]
      ),
      ("w2", ["app.a [rate_limit=1/h]", "app.e [rate_limit=5]"]),
    ])
    #expect(limits.workers(holding: "app.a") == ["w1", "w2"])
    #expect(limits.workers(holding: "app.e") == ["w2"])
    for name in ["app.b", "app.c", "app.d", "app"] { #expect(limits.workers(holding: name) == []) }
    #expect(limits.workers(holding: nil) == [])
  }

  @Test func `what is scheduled has its time, with a fraction or without`() {
    func due(_ eta: String) -> Double? {
      HeldTask.told(
        active: nil, reserved: nil,
        scheduled: [
          ["eta": .string(eta), "priority": 6, "request": ["id": "i", "name": "n"]]
        ])[0].dueEpoch
    }
    #expect(due("2026-11-29T09:00:00+00:00") == 1_795_942_800)
    #expect(due("2026-11-29T10:00:00.250000+01:00") == 1_795_942_800.25)
    #expect(due("whenever") == nil)
  }

  @Test(
    arguments: [
      (2, ["a": ["q"], "b": ["q"]], nil), (2, ["a": ["q"], "b": []], "(b consumes none)"),
      (1, ["a": ["q"], "b": []], nil), (1, ["a": [], "b": []], "(a, b consume none)"),
      (3, ["a": ["q"], "b": ["q"]], "belongs to no worker that answers"),
    ] as [(Int, [String: [String]], String?)])
  func `each worker that consumes a queue accounts for one connection`(
    takers: Int, queues: [String: [String]], doubt: String?
  ) {
    let presence = self.presence(takers, queues)
    if let doubt {
      #expect(presence.doubt?.contains(doubt) == true, "\(presence.doubt ?? "none")")
    } else {
      #expect(presence.doubt == nil)
    }
  }

  @Test func `what is to be typed is for the worker that consumes nothing`() {
    let idle = presence(2, ["a": ["q"], "b": []])
    let add = "'invitectl inspect-workers control add-consumer q -d b --yes'"
    let told = idle.remedy(queue: "q", paused: [])
    #expect(told.hasPrefix(add) && told.contains("restart b"), "\(told)")
    #expect(!told.contains("CLIENT KILL"), "\(told)")
    let paused = PausedQueue(
      queue: "q", since: "s", user: "u", host: "h", role: nil, run: nil, nodes: ["b"])
    let resumed = idle.remedy(queue: "q", paused: [paused])
    #expect(resumed.hasPrefix("'\(paused.resume)'"), "\(resumed)")
    #expect(!resumed.contains("add-consumer"), "\(resumed)")
    #expect(idle.remedy(queue: nil, paused: []).hasPrefix("restart b"))
    // One connection more than that worker has.
    let stranger = presence(3, ["a": ["q"], "b": []]).remedy(queue: "q", paused: [])
    #expect(stranger.hasPrefix(add) && stranger.contains("CLIENT KILL"), "\(stranger)")
    let alone = presence(2, ["a": ["q"]]).remedy(queue: "q", paused: [])
    #expect(alone.contains("CLIENT KILL") && !alone.contains("add-consumer"), "\(alone)")
  }

  @Test func `who has remote control off is named, and no connection of theirs is to be closed`() {
    let muted = presence(2, ["a": ["q"]], muted: ["m"])
    #expect(
      muted.doubt == "m, which has remote control off, may have any of them",
      "\(muted.doubt ?? "none")")
    let told = muted.remedy(queue: "q", paused: [])
    #expect(told.contains("SIGTERM") && !told.contains("CLIENT KILL"), "\(told)")
    // One connection more than it has.
    let stranger = presence(3, ["a": ["q"]], muted: ["m"]).remedy(queue: "q", paused: [])
    #expect(stranger.contains("SIGTERM") && stranger.contains("CLIENT KILL"), "\(stranger)")
  }

  @Test func `who does not answer is to go on, and no process is to be ended for that`() {
    let one = presence(2, ["a": ["q"]], silent: ["s"])
    #expect(one.doubt == "s may be alive and does not answer", "\(one.doubt ?? "none")")
    let told = one.remedy(queue: "q", paused: [])
    #expect(told.hasPrefix("s: one that is stopped goes on with kill -CONT"), "\(told)")
    #expect(!told.contains("end a process") && !told.contains("CLIENT KILL"), "\(told)")
    let two = presence(2, ["a": ["q"]], silent: ["s"], gone: ["k"])
    #expect(two.doubt == "k, s may be alive and do not answer", "\(two.doubt ?? "none")")
    let open = two.remedy(queue: "q", paused: [])
    #expect(open.hasPrefix("of k, s fewer listen than have names"), "\(open)")
    #expect(open.contains("kill -CONT"), "\(open)")
  }

  @Test func `several are spoken of in the plural`() {
    let idle = presence(2, ["a": [], "b": []]).remedy(queue: nil, paused: [])
    #expect(idle.hasPrefix("restart a, b, which then consume their own queues"), "\(idle)")
    let muted = presence(3, ["a": ["q"]], muted: ["m", "n"]).remedy(queue: nil, paused: [])
    #expect(muted.hasPrefix("wait until m, n have done what they have"), "\(muted)")
  }

  /// - Parameters:
  ///   - silent: listen and do not answer.
  ///   - gone: have left their bindings.
  private func presence(
    _ takers: Int, _ queues: [String: [String]], muted: Set<String> = [], silent: [String] = [],
    gone: [String] = []
  ) -> FleetPresence {
    let tickets = (0..<7).map(String.init)
    let listening = queues.count + silent.count
    let bound = Array(queues.keys) + silent + gone
    var collector = ReplyCollector(tickets: tickets, listening: listening, named: listening)
    for (node, names) in queues {
      for ticket in tickets {
        let value: JSONValue =
          ticket == "6" ? .array(names.map { ["name": .string($0)] }) : .array([])
        collector.take(
          MessageEnvelope(
            json: .object([node: value]), headers: ["ticket": .string(ticket)],
            properties: ["body_encoding": "base64", "delivery_tag": .string(CeleryID.random())]
          ).encoded)
      }
    }
    return FleetPresence(
      MailboxAnswers(
        listening: listening, bound: bound.sorted(), collector: collector,
        heartbeats: muted, elapsed: .zero), takers: takers, serverTime: 0)
  }
}
