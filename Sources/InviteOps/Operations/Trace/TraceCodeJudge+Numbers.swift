internal import InviteDomain
internal import InviteStorage
internal import Localization

/// A code whose numbers refuse everybody, by the generation of the backend, though nobody has used it up.
extension TraceCodeJudge {
  /// What makes numbers of them with which it can be redeemed: the statement that `redeem` prints, too.
  var numberless: Defect? {
    guard let sentence = refusal else { return nil }
    let isNoLimit = facts.takesZeroForNoLimit == true
    let statement = row.numbers.mending(row.id, zeroIsNoLimit: isNoLimit, in: facts.backend)
    let next: TraceVerdict.Next =
      row.numbers.leavesLimitOpen(zeroIsNoLimit: isNoLimit)
      ? .advice(tr("with the max_uses that is wanted: in psql \(statement)")) : .sql(statement)
    return Defect(
      standing: .wanting, sentence: sentence, next: next, ofInvite: next.since(sentence))
  }

  /// What gives it the days that the backend adds to its first use, where it has none and they are asked for; `nil`
  /// else. Where uses are counted on join they are of a code that is bound to nobody, too.
  var undated: TraceVerdict.Next? {
    guard row.activated != nil, row.validityDays == nil,
      facts.counting == .onJoin || row.boundEmail?.isEmpty == false
    else { return nil }
    return TraceVerdict.Next.sql(TraceQueries.setDays(row.id, in: facts.backend))
      .since(tr("its validity_days is NULL, at which the backend fails"))
  }

  /// Why nobody can redeem it; `nil` where somebody can, or its uses are taken.
  private var refusal: String? {
    let numbers = row.numbers
    switch facts.counting {
    case .atRequest where row.type == "DIRECT": return bucketless
    case .atRequest:
      guard numbers.refusesAll(zeroIsNoLimit: false) else { return nil }
    case .mixed:
      guard numbers.isNull || numbers.refusesAll(zeroIsNoLimit: facts.takesZeroForNoLimit ?? true)
      else { return nil }
    case .onJoin:
      guard numbers.refusesAll(zeroIsNoLimit: true) else { return nil }
    case nil: return nil
    }
    return tr("with \(numbers.text) nobody can redeem it")
  }

  /// The same of a code whose tokens are taken: those that its bucket has count, whatever the row says.
  private var bucketless: String? {
    guard facts.areBucketsRead, row.numbers.initialTokens == nil else { return nil }
    let uses = row.numbers.text
    guard let bucket = facts.bucket(of: row) else {
      return tr("no bucket, and \(uses) makes none: nobody can redeem it")
    }
    guard let tokens = bucket.tokens else {
      return tr("its bucket holds no count, and \(uses) makes no other: nobody can redeem it")
    }
    return tokens > 0
      ? nil : tr("its bucket holds \(tokens), and \(uses) makes no other: nobody can redeem it")
  }
}
