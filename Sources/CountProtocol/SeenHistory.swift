/// Where the history of writes of a Redis stood when a pass of ours over all buckets was over.
///
/// What a row says that no pass has written since ``began`` was looked at in this one, and found as it
/// says.
public struct SeenHistory: Sendable, Hashable {
  /// Whose history; see ``BucketReading/incarnation``.
  public var incarnation: Int
  /// The replication offset, asked for after the last bucket was read or adjusted.
  public var offset: Int
  /// When the pass began, milliseconds on the Redis clock.
  public var began: Int

  public init(incarnation: Int, offset: Int, began: Int) {
    self.incarnation = incarnation
    self.offset = offset
    self.began = began
  }
}

/// Whose history the server that answers goes on from, as it says of itself: of the server that it was
/// a replica of before it was promoted, or of the one that its snapshot was made by.
public struct HistoryOrigin: Sendable, Hashable {
  /// Whose; empty where no sync has met it.
  public var incarnations: Set<Int>
  /// The last offset of that history that this server has.
  public var through: Int

  public init(incarnations: Set<Int>, through: Int) {
    self.incarnations = incarnations
    self.through = through
  }

  /// Whether it has everything that a pass saw.
  public func keeps(_ seen: SeenHistory) -> Bool {
    incarnations.contains(seen.incarnation) && seen.offset <= through
  }
}
