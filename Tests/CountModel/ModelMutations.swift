import CountProtocol

extension Model {
  /// What a mutant makes of a reading.
  func mutated(_ reading: BucketReading) -> BucketReading {
    var reading = mutatedHistory(reading)
    if mutant == .unboundedVersion { reading.now += 2 }
    return reading
  }

  /// What a mutant makes of an intent.
  func mutated(_ intent: SyncIntent, _ reading: BucketReading) -> SyncIntent {
    var intent = intent
    if mutant == .wrongSignOfVersion, intent.from != 0 { intent.to = intent.from - 1 }
    if mutant == .clampAtZero, case .count(let tokens, _, _) = reading.content,
      tokens + intent.add < 0
    {
      let cut = -tokens - intent.add
      intent.add += cut
      intent.adjusted += cut
    }
    return intent
  }

  /// What a mutant makes of the first sight of a code.
  func mutated(_ certainty: Certainty, _ facts: SyncCode, _ write: SyncWrite) -> Certainty {
    var certainty = certainty
    switch mutant {
    case .exactAtFirstSight where facts.used == 0: return .exact
    case .firstBucket: certainty.high -= facts.max ?? 0
    case .noEarlierRefund: certainty.low = write.delta
    default: break
    }
    return certainty
  }

  /// What evidence says of a count.
  func evident(_ state: ModelState) -> Certainty {
    let missing = state.truth - state.database.used
    guard missing != 0 else { return .exact }
    return Certainty(state: .baseline, low: max(0, -missing), high: max(0, missing))
  }

  /// The row that makes the rules see each reading as a first one.
  func greatest(_ row: SyncRow?, _ facts: SyncCode, _ reading: BucketReading) -> SyncRow? {
    guard var row, case .count(let tokens, .at(let version), _) = reading.content else {
      return row
    }
    let used = max(facts.used, facts.max! - tokens)
    row.version = version
    row.adjusted = 0
    row.mark = tokens + (used - facts.used)
    return row
  }
}
