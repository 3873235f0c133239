internal import Localization

/// What several looks at the workers have found, as one check: the worst verdict, each thing that was
/// seen, and what mends each. No I/O.
struct WorkerFinding {
  private(set) var verdict = DoctorReport.Verdict.pass
  private(set) var details: [String] = []
  private(set) var fixes: [String] = []

  /// - Parameter fix: what mends it, a line of its own.
  mutating func add(_ verdict: DoctorReport.Verdict, _ detail: String, fix: String?) {
    if Self.rank(verdict) > Self.rank(self.verdict) { self.verdict = verdict }
    if !details.contains(detail) { details.append(detail) }
    if let fix, !fixes.contains(fix) { fixes.append(fix) }
  }

  mutating func add(_ other: WorkerFinding) {
    if Self.rank(other.verdict) > Self.rank(verdict) { verdict = other.verdict }
    details += other.details.filter { !details.contains($0) }
    fixes += other.fixes.filter { !fixes.contains($0) }
  }

  var check: DoctorReport.Check {
    .init(
      .workers, verdict, details.joined(separator: tr("; ")),
      why: tr("an invite, a sync or a cleanup that nobody takes out of its queue never happens"),
      fixes: fixes.isEmpty ? ["invitectl inspect-workers"] : fixes)
  }

  private static func rank(_ verdict: DoctorReport.Verdict) -> Int {
    switch verdict {
    case .pass, .skip: 0
    case .warn: 1
    case .fail: 2
    }
  }
}
