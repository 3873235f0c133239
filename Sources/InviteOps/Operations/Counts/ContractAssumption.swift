internal import Localization

/// What the counts and their bounds take backends to do (docs/guarantees.md).
public enum ContractAssumption: String, Sendable, CaseIterable, Encodable {
  case database, keys, lifetime, freshness, take
  /// See ``SyncPolicy/restAfter``.
  case refunds = "early_refunds"

  /// What they are taken to do.
  public var words: String {
    switch self {
    case .database: tr("buckets are in this database")
    case .keys: tr("a bucket's key is redeem:CODE:remaining")
    case .lifetime: tr("a bucket is set with SETEX 86400")
    case .freshness: tr("a bucket is set within 30 s of reading its code")
    case .take: tr("a token is taken by DECR in a script")
    case .refunds: tr("no token is given back of a code that was at rest for an hour")
    }
  }

  /// Whether without it no bound of any count holds: then uses go unseen, or one bucket is taken for another.
  public var isBoundless: Bool {
    switch self {
    case .database, .keys, .lifetime: true
    case .freshness, .take, .refunds: false
    }
  }
}
