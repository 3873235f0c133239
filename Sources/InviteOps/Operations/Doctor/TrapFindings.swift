internal import Localization

/// What one check has met: a sentence for each kind, with what mends it.
struct TrapFindings {
  private var details: [String] = []
  private var remarks: [String] = []
  private var fixes: [String] = []

  /// - Parameters:
  ///   - fix: what is typed as it stands.
  ///   - remark: what is to be thought of before.
  mutating func note(_ detail: String, fix: String, remark: String = "") {
    details.append(detail)
    fixes.append(fix)
    if !remark.isEmpty { remarks.append(remark) }
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
        name, .warn, details.joined(separator: tr("; ")),
        why: ([why] + remarks).joined(separator: tr(". ")), fixes: fixes)
  }
}
