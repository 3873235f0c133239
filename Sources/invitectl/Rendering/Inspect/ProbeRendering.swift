import InviteDomain
import InviteOps

/// Probes of queues for people.
enum ProbeRendering {
  static func text(_ outcome: QueueProbe.Outcome, _ style: Style) -> String {
    guard !outcome.probes.isEmpty else { return "No queues.\n" }
    var table = TextTable([
      ("QUEUE", .left), ("LIST", .left), ("STATE", .left), ("AFTER", .right), ("BEHIND", .right),
      ("WORKER", .left),
    ])
    for probe in outcome.probes {
      table.add([
        probe.queue, "p\(probe.step)", words(probe.verdict), after(probe),
        "\(probe.verdict == .taken ? probe.ahead : probe.left)", probe.worker ?? "-",
      ])
    }
    var text = table.render(style: style) { row, column, text in
      column == 2 ? paint(outcome.probes[row].verdict, text, style) : text
    }
    if !outcome.diagnoses.isEmpty {
      text += "\n" + outcome.diagnoses.map { FleetRendering.diagnosis($0, style) }.joined()
    }
    return text
  }

  static func words(_ verdict: QueueProbe.Outcome.Verdict) -> String {
    switch verdict {
    case .taken: "taken"
    case .moving: "moving"
    case .held: "held"
    case .notTaken: "not taken"
    case .gone: "gone"
    case .refused: "refused"
    }
  }

  private static func after(_ probe: QueueProbe.Outcome.Probe) -> String {
    if let wait = probe.expectedWaitSeconds { return "~" + FleetRendering.age(wait) }
    guard let latency = probe.latencyMs else { return "-" }
    return latency < 1000
      ? FleetRendering.decimal(latency, 1) + "ms" : FleetRendering.age(latency / 1000)
  }

  private static func paint(
    _ verdict: QueueProbe.Outcome.Verdict, _ text: String, _ style: Style
  ) -> String {
    switch verdict {
    case .taken: style.good(text)
    case .moving: style.warning(text)
    case .held, .notTaken, .gone, .refused: style.bad(text)
    }
  }
}
