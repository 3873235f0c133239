internal import Localization

/// What may have become of uses that nothing explains, or of traces that no use wants.
public enum AuditReason: String, Sendable, CaseIterable, Encodable {
  /// Something could not be seen; the report's `gaps` say what.
  case unseen
  /// The broker does not vouch for all messages since the code was made.
  case brokerLost = "broker-lost"
  /// `cleanup-queue` has deleted rows since the code was made.
  case cleaned
  /// The code is old enough for the backend's own clean-up of invite_queue.
  case old
  /// A token was seen to be taken, and no row was deleted: the message came to no row.
  case purged
  /// The same where rows were deleted, which may have been theirs.
  case deleted
  /// What the use left may be there, and was taken for that of another one of the same person that was given back.
  case takenForRefunded = "taken-for-refunded"
  /// What the use left may be there, and was taken for that of an older code of the same text.
  case takenForOlder = "taken-for-older"
  /// The bucket was lost or set anew, with takes that no run had counted.
  case bucketLost = "bucket-lost"
  /// The use was given back, or never counted.
  case uncounted
  /// Lines of the ledger, with what runs and people said of the count, were deleted for their age.
  case pruned
  /// Beside this backend later direct uses leave no record.
  case unrecorded
  /// From before uses were counted on join, when they left no record.
  case beforeJoins = "before-joins"
  /// Nothing tells of it: the count was raised by hand, or every trace is gone.
  case untold

  /// For people, after "perhaps".
  public var sentence: String {
    switch self {
    case .unseen: tr("not everything could be seen")
    case .brokerLost: tr("the broker may have lost messages since the code was made")
    case .cleaned: tr("cleanup-queue has deleted rows since the code was made")
    case .old: tr("the code is older than 29 days, and the backend cleans invite_queue up")
    case .purged:
      tr(
        "a run counted the use or the outbox has it, and its message was purged: no row was deleted"
      )
    case .deleted:
      tr(
        "a run counted the use or the outbox has it, and its message was purged or its row deleted")
    case .takenForRefunded:
      tr("what the use left was taken for that of one of the same person that was given back")
    case .takenForOlder:
      tr("what the use left was taken for that of an older code of the same text, by created_at")
    case .bucketLost: tr("the bucket was lost or set anew, and its last takes were not counted")
    case .uncounted: tr("the use was given back, or never counted")
    case .pruned:
      tr(
        "lines of the ledger were deleted for their age, with what runs and persons had said of the "
          + "count")
    case .unrecorded: tr("later direct uses leave no record beside this backend")
    case .beforeJoins: tr("the use is from before uses were counted on join")
    case .untold: tr("used_count was raised without a trace, or every trace is gone")
    }
  }
}
