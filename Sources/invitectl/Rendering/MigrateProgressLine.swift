import ClientSupport
import InviteDomain
import InviteOps

/// One look at a step, as a line of text.
struct MigrateProgressLine {
  private let progress: StepProgress

  init(_ progress: StepProgress) {
    self.progress = progress
  }

  /// For logs: everything, on one line.
  var plain: String {
    var parts = ["\(progress.verb) \(progress.object)"]
    if let sighting = progress.sighting {
      parts.append(sighting.phase?.rawValue ?? "waiting for the table")
      parts.append("\(Int(saturating: sighting.fraction * 100)) %")
    }
    parts.append(DurationText.format(progress.elapsed))
    if let rate { parts.append(rate) }
    if let remaining = progress.remaining {
      parts.append("about \(DurationText.format(remaining)) left")
    }
    if let blocker = progress.waitingFor { parts.append("waiting for \(blocker.sentence)") }
    return Sanitizing.line(parts.joined(separator: ", "))
  }

  /// For a terminal: `ix_… ████░░░░ 43% scanning table 12k/s, 8s left`. What does not fit is left
  /// out from the right.
  func bar(width: Int) -> String {
    guard let sighting = progress.sighting else {
      let waiting = progress.waitingFor.map { ", waiting for \($0.sentence)" } ?? ""
      return Sanitizing.line(
        "\(progress.verb) \(progress.object) \(DurationText.format(progress.elapsed))\(waiting)")
    }
    let cells = max(6, min(20, width - progress.object.count - 44))
    let full = Int(saturating: sighting.fraction * Double(cells))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
    let percent = Int(saturating: sighting.fraction * 100)
    var text = "\(progress.object) \(bar) \(percent)% "
    if let blocker = progress.waitingFor {
      text += "waits for \(blocker.sentence)"
    } else {
      text += sighting.phase?.short ?? "starting"
      if let remaining = progress.remaining {
        text += ", \(DurationText.format(remaining)) left"
      } else {
        text += ", \(DurationText.format(progress.elapsed))"
      }
      if let rate { text += ", \(rate)" }
    }
    return Sanitizing.line(text)
  }

  private var rate: String? {
    guard let rate = progress.rate, let phase = progress.sighting?.phase else { return nil }
    return "\(Self.short(rate)) \(phase == .loading ? "rows" : "blocks")/s"
  }

  private static func short(_ rate: Double) -> String {
    if rate >= 1_000_000 { return "\(Int(saturating: (rate / 100_000).rounded()) / 10)M" }
    if rate >= 10_000 { return "\(Int(saturating: (rate / 1000).rounded()))k" }
    return "\(Int(saturating: rate.rounded()))"
  }

  /// Whether a session is in the way that was not at the look before.
  func isNewlyBlocked(_ last: inout Int?) -> Bool {
    defer { last = progress.waitingFor?.pid }
    return progress.waitingFor != nil && progress.waitingFor?.pid != last
  }
}

extension BuildPhase {
  fileprivate var short: String {
    switch self {
    case .initializing: "starting"
    case .waitingForWriters, .waitingForValidation: "waiting for writers"
    case .scanningTable: "scanning"
    case .sorting: "sorting"
    case .loading: "loading"
    case .validatingIndex, .validatingSort, .validatingTable: "validating"
    case .waitingForSnapshots: "waiting for snapshots"
    case .waitingForReadersToMark, .waitingForReadersToDrop: "waiting for readers"
    }
  }
}
