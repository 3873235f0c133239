public import InviteDomain
internal import Localization

/// What a command does beside a backend that counts in some way. This is the one table of it: the
/// commands refuse by it, `doctor` prints it, and docs/backends.md, in each
/// language, is compared with it.
public enum GenerationSupport: Sendable, Equatable {
  /// As everywhere.
  case full
  /// It works, with a difference that is said.
  case differs(String)
  /// It writes nothing; why not.
  case refused(String)

  public var sentence: String {
    switch self {
    case .full: tr("as documented")
    case .differs(let how): how
    case .refused(let why): tr("refuses: \(why)")
    }
  }

  package var isRefusal: Bool {
    if case .refused = self { true } else { false }
  }

  /// Made each time, in the language of that time.
  private static var doubled: String {
    tr(
      "one use may be in the bucket and in used_count at once, and a job of the backend overwrites "
        + "used_count")
  }

  /// - Parameter counting: how the backend counts.
  public static func of(_ purpose: Purpose, _ counting: BackendCounting) -> GenerationSupport {
    switch (purpose, counting) {
    case (.sync, .mixed): .refused(doubled)
    case (.syncLook, .mixed): .differs(tr("shows what each side says, bucket and used_count"))
    case (.sync, .onJoin), (.syncLook, .onJoin):
      .differs(
        tr("changes nothing: compares used_count with the invites that were counted on join"))
    case (.resync, .mixed): .refused(doubled)
    case (.resync, .onJoin):
      .differs(
        tr(
          "brings used_count within what the records say was counted on join, and changes nothing else"
        )
      )
    case (.audit, .mixed):
      .differs(
        tr(
          "takes used_count for the uses, and the bucket where it shows more; later direct uses leave no "
            + "record"))
    case (.audit, .onJoin):
      .differs(tr("assigns uses to the invites that were counted on join; others are in flight"))
    case (.redeem, .mixed):
      .refused(tr("a use counted from beside the backend would be counted twice or lost"))
    case (.redeem, .onJoin): .differs(tr("holds a seat or has the email wait, and counts nothing"))
    case (.stuck, .onJoin):
      .differs(tr("has a lost row wait for a seat, from where the backend takes it up"))
    case (.redeemLook, .mixed): .refused(tr("its rules are not the ones that are known here"))
    case (.refund, .mixed): .refused(tr("a token alone would be taken back by the backend's job"))
    case (.refund, .onJoin):
      .refused(tr("no use is taken from a bucket: there is nothing to give back"))
    case (.retry, .mixed):
      .refused(
        tr(
          "whether the use of a failed invite is still counted cannot be told: a job of the backend "
            + "overwrites used_count"))
    case (.retry, .onJoin):
      .differs(tr("has a failed invite wait for a seat, from where the backend takes it up"))
    case (.retryPlan, .mixed):
      .differs(tr("lists the errors; what failed is not judged, since 'redeem retry' refuses"))
    case (.retryPlan, .onJoin): .differs(tr("says who would wait for a seat"))
    case (.redeemUpkeep, .onJoin):
      .differs(tr("shows what is there and makes no bucket: no request takes tokens"))
    case (.forecast, .onJoin):
      .differs(tr("takes what is on its way off the uses left, and has the request take the seat"))
    default: .full
    }
  }
}
