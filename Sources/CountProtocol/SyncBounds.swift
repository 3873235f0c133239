/// What the protocol reckons with. Whatever lies within these can be added, subtracted and doubled
/// without an overflow, here, in PostgreSQL and in Lua; what does not was made by nobody of ours,
/// and the code is named and left alone. What is written is held against the same bounds, so that
/// nothing is stored that could not be read again.
package enum SyncBounds {
  /// Counts, and sums of them. `used_count`, `max_uses` and a bucket have 31 bits.
  package static let counts = -(1 << 40)...(1 << 40)
  /// Milliseconds since 1970, and the sequence numbers, which rise by one with each write.
  package static let times = 0...(1 << 53)
  /// A base is a time, or the negative of one; see ``SyncCompletion``.
  static let bases = -(1 << 53)...(1 << 53)
  /// `int4`, the type of the columns of counts.
  package static let int4 = Int(Int32.min)...Int(Int32.max)

  /// The most by which a count can be uncertain: more than there can be uses.
  package static let widest = counts.upperBound

  package static func holds(_ shadow: BucketShadow) -> Bool {
    times.contains(shadow.version) && bases.contains(shadow.base)
      && counts.contains(shadow.adjusted) && times.contains(shadow.seq)
  }

  package static func holds(_ intent: SyncIntent) -> Bool {
    (intent.from == SyncIntent.missing || times.contains(intent.from))
      && intent.to >= 1 && times.contains(intent.to) && counts.contains(intent.add)
      && counts.contains(intent.adjusted) && bases.contains(intent.base)
      && times.contains(intent.seq) && times.contains(intent.deadline)
  }

  package static func holds(_ row: SyncRow) -> Bool {
    isWithin(row) && row.isCoherent
  }

  private static func isWithin(_ row: SyncRow) -> Bool {
    times.contains(row.seq) && bases.contains(row.base) && times.contains(row.version)
      && counts.contains(row.mark) && counts.contains(row.adjusted)
      && counts.contains(row.floor) && int4.contains(row.held) && int4.contains(row.usedAfter)
      && int4.contains(row.maxAfter) && int4.contains(row.maxTop) && counts.contains(row.roomLow)
      && counts.contains(row.roomHigh) && counts.contains(row.pastLow)
      && counts.contains(row.pastHigh) && times.contains(row.roomSince)
      && times.contains(row.changed)
      && times.contains(row.read) && holds(row.certainty) && row.pending.map(holds) ?? true
  }

  package static func holds(_ code: SyncCode) -> Bool {
    int4.contains(code.used) && int4.contains(code.max ?? 0)
  }

  package static func holds(_ certainty: Certainty) -> Bool {
    (0...widest).contains(certainty.low) && (0...widest).contains(certainty.high)
  }

  /// Whether a write can be made: the columns hold it, and so does the bucket once its intent is in.
  package static func holds(_ write: SyncWrite) -> Bool {
    let bucket = write.row.pending.map { (write.bucketBefore ?? 0) + $0.add }
    return holds(write.row) && int4.contains(write.delta)
      && bucket.map(BucketValue.range.contains) ?? true
  }
}
