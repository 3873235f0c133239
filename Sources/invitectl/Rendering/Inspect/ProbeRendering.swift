import InviteDomain
import InviteOps
import Localization

/// Probes of queues for people.
enum ProbeRendering {
  static func text(_ outcome: QueueProbe.Outcome, _ style: Style) -> String {
    guard !outcome.probes.isEmpty else { return tr("No queues.") + "\n" }
    var table = TextTable([
      (tr("QUEUE"), .left), (tr("LIST"), .left), (tr("STATE"), .left), (tr("AFTER"), .right),
      (tr("BEHIND"), .right),
      (tr("WORKER"), .left),
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
    case .taken: tr("taken")
    case .moving: tr("moving")
    case .held: tr("held")
    case .notTaken: tr("not taken")
    case .gone: tr("gone")
    case .refused: tr("refused")
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
