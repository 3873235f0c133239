public import InviteDomain
internal import Localization

/// What each side says of how often codes were used, where invitectl moves no counts.
public struct CountComparison: Sendable, Encodable {
  /// One code of which the sides do not agree, or that a job of the backend would change.
  public struct Code: Sendable, Encodable {
    let id: Int
    /// What its count would be set to; `nil` where that would not mend it.
    let proposal: Int?
    /// How much is known of what it would be set to.
    let certainty: JoinedCount.Spread?
    public let code: String
    public let maxUses: Int?
    public let usedCount: Int?
    /// Invites that were counted on join; only where uses are counted so.
    public let counted: Int?
    /// Uses by the other side, at least and at most: older invites may have been counted at the
    /// request, and one that met the limit was not. `usedAtMost` is `nil` where uses may have left no
    /// record.
    public let usedAtLeast: Int?
    public let usedAtMost: Int?
    /// In the bucket; `nil` without one.
    public let tokens: Int?
    /// `max_uses` less the tokens.
    public let usedByBucket: Int?
    /// Why it is named.
    public let why: String
    /// What to type.
    public let next: String?

    private enum CodingKeys: String, CodingKey {
      case code, maxUses, usedCount, counted, usedAtLeast, usedAtMost, tokens, usedByBucket, why
      case next
    }
  }

  /// How the backend counts.
  public let era: String
  public internal(set) var codes = 0
  /// Counts that agree.
  public internal(set) var agreeing = 0
  /// Counts of which the records leave open whether they agree.
  public internal(set) var undecided = 0
  /// Buckets that there are.
  public internal(set) var buckets = 0
  /// The first that do not agree, by id; ``differing`` counts all.
  public internal(set) var differences: [Code] = []
  public internal(set) var differing = 0
  /// Whether the differences are findings, and no mere view of two sides that move.
  let isCheck: Bool

  /// Whether both sides move, so that neither is the right one.
  public var isOfTwoSides: Bool { !isCheck }

  /// More than these are only counted, so that memory does not grow with the codes.
  static let shown = 1000

  private enum CodingKeys: String, CodingKey {
    case era, codes, agreeing, undecided, buckets, differences, differing
  }

  init(era: String, isCheck: Bool) {
    self.era = era
    self.isCheck = isCheck
  }

  mutating func differ(_ code: Code) {
    differing += 1
    if differences.count < Self.shown { differences.append(code) }
  }

  /// Why this is no full success, if it is none.
  public var failure: Failure? {
    guard isCheck, differing > 0 else { return nil }
    let counts = CountText.of(codes, "count")
    return Failure(
      .partial,
      tr(
        differing, "\(differing) of \(counts) does not agree, named above",
        "\(differing) of \(counts) do not agree, named above"),
      hint: tr(
        "what stands beside each sets it right; see docs/backends.md for how that comes about"))
  }
}
