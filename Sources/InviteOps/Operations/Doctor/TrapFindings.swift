/// What one check has met: a sentence for each kind, with what mends it.
struct TrapFindings {
  private var details: [String] = []
  private var fixes: [String] = []

  mutating func note(_ detail: String, fix: String) {
    details.append(detail)
    fixes.append(fix)
  }

  /// - Parameters:
  ///   - otherwise: what is said where nothing was met.
  ///   - why: it matters.
  func check(
    _ name: DoctorCheckName, otherwise: String, why: String
  ) -> DoctorReport.Check {
    details.isEmpty
      ? .init(name, .pass, otherwise)
      : .init(
        name, .warn, details.joined(separator: "; "), why: why,
        fix: fixes.joined(separator: "; "))
  }
}
