import ClientSupport
import InviteDomain
import InviteOps
import Localization

/// The progress of a batch on stderr: a bar on a terminal, a line every 30 s elsewhere.
struct BatchProgress {
  private let stream = StandardStream.error
  private let isQuiet: Bool
  private let size: Int?
  /// Lines that an earlier run has dealt with.
  private let skipped: Int
  private let start = ContinuousClock.now
  private var next: ContinuousClock.Instant
  private var hasBar = false

  init(quiet: Bool, size: Int?, skipped: Int) {
    isQuiet = quiet
    self.size = size
    self.skipped = skipped
    next = .now.advanced(by: StandardStream.error.isRedrawable ? .zero : .seconds(30))
  }

  mutating func show(_ progress: RedeemBatch.Progress) {
    guard !isQuiet, ContinuousClock.now >= next else { return }
    let elapsed = start.duration(to: .now)
    let rate = Double(progress.lines - skipped) / max(0.001, elapsed / .seconds(1))
    var text = tr("redeem: \(progress.lines) lines, \(Int(saturating: rate))/s")
    if let size, size > 0 {
      let share = min(1, Double(progress.bytes) / Double(size))
      text = tr("\(text), \("\(Int(saturating: share * 100))%")")
      if share > 0.01, share < 1 {
        let left = elapsed * ((1 - share) / share)
        text = tr("\(text), \(DurationText.format(left)) left")
      }
    }
    if stream.isRedrawable {
      // Back to the start of the line, and clear what a longer text left.
      stream.draw("\r\u{1B}[K" + Sanitizing.line(text))
      hasBar = true
      next = .now.advanced(by: .milliseconds(200))
    } else {
      stream.write(text + "\n")
      next = .now.advanced(by: .seconds(30))
    }
  }

  /// Clears the bar.
  mutating func end() {
    if hasBar { stream.draw("\r\u{1B}[K") }
    hasBar = false
  }
}
