internal import CountProtocol
internal import InviteDomain

/// How well the uses of a code are known.
extension TraceFacts.Code {
  /// Whether its count is known from below, as `redeem retry` asks it: of a code that nobody takes tokens
  /// of by its row, of another one by what the last sync knew.
  func isCountedExactly(_ facts: TraceFacts) -> Bool {
    if let known = facts.certainties.first(where: { $0.codeID == id }) {
      return known.spreadLow == 0
    }
    return type == "LINUXDO" && facts.bucket(of: self) == nil
  }

  /// Whether evidence was the last that was looked at, by `force-resync`, and did not settle the count from
  /// below.
  func isLeftOpen(_ facts: TraceFacts) -> Bool {
    guard let known = facts.certainties.first(where: { $0.codeID == id }), known.spreadLow > 0,
      let last = facts.ledger.filter({ $0.codeID == id }).max(by: { ($0.at ?? 0) < ($1.at ?? 0) })
    else { return false }
    return [SyncCause.resynced, .rebuilt].map(\.rawValue).contains(last.why)
  }

  /// Whether there is nothing of its count but `used_count`: what evidence leaves open of such a code is stored
  /// nowhere, and a person's word is.
  func isNeverSeen(_ facts: TraceFacts) -> Bool {
    facts.isComplete && type != "LINUXDO" && !facts.certainties.contains { $0.codeID == id }
      && facts.bucket(of: self) == nil
  }

  /// Whether any use of it is counted, where that is done at the request.
  func hasUses(_ facts: TraceFacts) -> Bool {
    if (usedCount ?? 0) > 0 { return true }
    guard type == "DIRECT", let maxUses, maxUses > 0,
      let tokens = facts.bucket(of: self)?.tokens
    else { return false }
    return tokens < maxUses
  }

  /// How many uses are counted at most, by the bucket where that knows more than the row.
  ///
  /// - Parameter ofAnyType: whether the bucket is asked though the backend takes no tokens of such a code.
  func counted(_ facts: TraceFacts, ofAnyType: Bool = false) -> Int {
    let used = max(0, usedCount ?? 0)
    guard ofAnyType || type == "DIRECT", let maxUses, maxUses > 0,
      let tokens = facts.bucket(of: self)?.tokens
    else { return used }
    return max(used, maxUses - min(max(0, tokens), maxUses))
  }
}

extension TraceFacts {
  /// The bucket of a code, by the bytes of its text, as Redis has it; `nil` where none was found.
  func bucket(of row: Code) -> Bucket? {
    buckets.first { ExactText($0.code) == ExactText(row.code) }
  }

  /// Who wants its uses; `nil` where that was not seen.
  func holding(of row: Code) -> Holding? {
    holdings.first { ExactText($0.code) == ExactText(row.code) }
  }
}
