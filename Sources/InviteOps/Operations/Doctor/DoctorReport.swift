public import InviteSettings

/// What `doctor` found.
public struct DoctorReport: Sendable, Encodable {
  /// How a check came out.
  public enum Verdict: String, Sendable, Encodable, CaseIterable {
    case pass
    /// Works, but will hurt: exit code 3 with `--exit-code`.
    case warn
    /// Does not work, or loses something: exit code 1.
    case fail
    /// Could not be looked at; the detail says why.
    case skip
  }

  /// One check with its reason and its remedy.
  public struct Check: Sendable, Encodable, Equatable {
    /// A stable name for `--only` and `--skip`, e.g. `redis-eviction`.
    public let name: String
    public let verdict: Verdict
    /// What was seen.
    public let detail: String
    /// Why it matters; only where the verdict is not pass.
    public let why: String?
    /// What mends it, a line each to be typed or done; none where the verdict is pass.
    public let fixes: [String]
    /// The same lines as one text.
    public let fix: String?

    private enum CodingKeys: String, CodingKey { case name, verdict, detail, why, fix }

    public init(
      _ name: DoctorCheckName, _ verdict: Verdict, _ detail: String, why: String? = nil,
      fix: String? = nil
    ) {
      self.init(name, verdict, detail, why: why, fixes: fix.map { [$0] } ?? [])
    }

    public init(
      _ name: DoctorCheckName, _ verdict: Verdict, _ detail: String, why: String? = nil,
      fixes: [String]
    ) {
      self.name = name.rawValue
      self.verdict = verdict
      self.detail = detail
      self.why = verdict == .pass ? nil : why
      self.fixes = verdict == .pass ? [] : fixes
      fix = self.fixes.isEmpty ? nil : self.fixes.joined(separator: "\n")
    }
  }

  /// Every setting with where it came from.
  public let settings: [InviteConfiguration.ResolvedSetting]
  public let checks: [Check]

  /// The worst verdict: fail before warn before pass.
  public var worst: Verdict {
    if checks.contains(where: { $0.verdict == .fail }) { return .fail }
    return checks.contains { $0.verdict == .warn } ? .warn : .pass
  }
}
