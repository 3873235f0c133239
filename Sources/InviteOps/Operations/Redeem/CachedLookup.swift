internal import ClientSupport
internal import InviteDomain

/// Rows of `redeem_codes` that were read a moment ago, with bounded memory.
final class CachedLookup {
  private let lookup: RedeemLookup
  private let remembers: Duration
  private static let most = 20_000

  private var known: [ExactText: CodeFacts] = [:]
  /// Codes that do not exist.
  private var missing: Set<ExactText> = []
  /// Codes whose row cannot be read.
  private(set) var unreadable: [ExactText: Failure] = [:]
  private var end = Deadline.after(.zero)

  init(_ lookup: RedeemLookup, remembers: Duration) {
    self.lookup = lookup
    self.remembers = remembers
  }

  /// The rows of those codes that exist, by code; rows of other codes may be among them. Those that
  /// cannot be read are in ``unreadable``.
  func codes(_ requests: [RedeemRequest]) throws(Failure) -> [ExactText: CodeFacts] {
    if end.hasPassed || known.count + missing.count + unreadable.count > Self.most {
      known = [:]
      missing = []
      unreadable = [:]
      end = .after(remembers)
    }
    var wanted: Set<ExactText> = []
    for request in requests {
      let code = ExactText(request.code)
      if known[code] == nil, !missing.contains(code) { wanted.insert(code) }
    }
    wanted.subtract(unreadable.keys)
    guard !wanted.isEmpty else { return known }
    let found = try lookup.each(wanted)
    known.merge(found.codes) { $1 }
    unreadable.merge(found.unreadable) { $1 }
    missing.formUnion(wanted.subtracting(found.codes.keys).subtracting(found.unreadable.keys))
    return known
  }

  /// Always asked anew: seats and records change with every invite.
  func rebind(_ code: CodeFacts, email: String) throws(Failure) -> RebindFacts {
    try lookup.rebind(code, email: email)
  }
}
