import ClientSupport
import InviteDomain
import InviteOps
import Localization

/// One look at a step, as a line of text.
struct MigrateProgressLine {
  private let progress: StepProgress

  init(_ progress: StepProgress) {
    self.progress = progress
  }

  /// For logs: everything, on one line.
  var plain: String {
    var parts = [title]
    if let sighting = progress.sighting {
      parts.append(sighting.phase?.rawValue ?? tr("waiting for the table"))
      parts.append("\(Int(saturating: sighting.fraction * 100)) %")
    }
    parts.append(DurationText.format(progress.elapsed))
    if let rate { parts.append(rate) }
    if let remaining = progress.remaining {
      parts.append(tr("about \(DurationText.format(remaining)) left"))
    }
    if let blocker = progress.waitingFor { parts.append(tr("waiting for \(blocker.sentence)")) }
    return Sanitizing.line(parts.dropFirst().reduce(title) { tr("\($0), \($1)") })
  }

  /// For a terminal: `ix_… ████░░░░ 43% scanning table 12k/s, 8s left`. What does not fit is left
  /// out from the right.
  func bar(width: Int) -> String {
    guard let sighting = progress.sighting else {
      let text = "\(title) \(DurationText.format(progress.elapsed))"
      return Sanitizing.line(
        progress.waitingFor.map { tr("\(text), waiting for \($0.sentence)") } ?? text)
    }
    let cells = max(6, min(20, width - DisplayWidth.of(progress.object) - 44))
    let full = Int(saturating: sighting.fraction * Double(cells))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
    let percent = Int(saturating: sighting.fraction * 100)
    var state = sighting.phase?.short ?? tr("starting")
    if let blocker = progress.waitingFor {
      state = tr("waits for \(blocker.sentence)")
    } else {
      state =
        progress.remaining.map { tr("\(state), \(DurationText.format($0)) left") }
        ?? tr("\(state), \(DurationText.format(progress.elapsed))")
      if let rate { state = tr("\(state), \(rate)") }
    }
    return Sanitizing.line("\(progress.object) \(bar) \(percent)% \(state)")
  }

  private var title: String {
    switch progress.verb {
    case .building: tr("building \(progress.object)")
    case .dropping: tr("dropping \(progress.object)")
    case .awaitingDrop: tr("waiting for the drop of \(progress.object)")
    case .attached: tr("attached to \(progress.object)")
    }
  }

  private var rate: String? {
    guard let rate = progress.rate, let phase = progress.sighting?.phase else { return nil }
    return phase == .loading
      ? tr("\(Self.short(rate)) rows/s") : tr("\(Self.short(rate)) blocks/s")
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
    case .initializing: tr("starting")
    case .waitingForWriters, .waitingForValidation: tr("waiting for writers")
    case .scanningTable: tr("scanning")
    case .sorting: tr("sorting")
    case .loading: tr("loading")
    case .validatingIndex, .validatingSort, .validatingTable: tr("validating")
    case .waitingForSnapshots: tr("waiting for snapshots")
    case .waitingForReadersToMark, .waitingForReadersToDrop: tr("waiting for readers")
    }
  }
}
