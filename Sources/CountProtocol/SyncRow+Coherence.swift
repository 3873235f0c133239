/// What the numbers of one row say of each other. Each by itself can be any that its column holds; of a
/// row that a sync wrote they agree, and one that was written over by others is no evidence.
extension SyncRow {
  /// The most tokens that can be kept back: as many as there ever can have been, and those by which
  /// the bucket is below 0. Its tokens are ``mark`` and ``adjusted`` together.
  var mostHeld: Int { maxTop + max(0, 0 - (mark + adjusted)) }

  /// Whether this is a row that ``SyncCompletion``, ``ResyncedRow`` or ``IntentResolution`` can have
  /// written. The scan of the sync says the same in SQL.
  var isCoherent: Bool {
    usedAfter >= 0 && maxAfter >= 0 && maxTop >= maxAfter
      && BucketValue.range.contains(mark + adjusted) && (0...mostHeld).contains(held)
      && roomLow <= roomHigh && pastLow <= pastHigh
      // What the code was after the write is what a backend may have read since.
      && roomLow <= maxAfter - usedAfter && maxAfter - usedAfter <= roomHigh
  }
}
