/// Where a table is partitioned, every partition has an index of its own, which is attached to that of the whole.
extension PerformanceIndex {
  /// A table below a partitioned one: it has rows, or is partitioned again.
  public struct Partition: Hashable, Sendable {
    /// The name of the index of the whole.
    public let whole: String
    /// Its schema and its table, as identifiers, quoted where they must be.
    public let schema: String
    public let table: String

    public init(whole: String, schema: String, table: String) {
      self.whole = whole
      self.schema = schema
      self.table = table
    }
  }

  /// How many bytes a name has at most (NAMEDATALEN - 1:
  /// https://www.postgresql.org/docs/15/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS).
  static let longestName = 63

  /// What a partition's part of it is called, always the same for the same partition.
  ///
  /// - Parameter table: the partition's name, not quoted.
  public func partName(on table: String) -> String {
    let stem = "ix_\(self.table)_"
    let columns = name.hasPrefix(stem) ? String(name.dropFirst(stem.count)) : name
    let full = "ix_\(table)_\(columns)"
    guard full.utf8.count > Self.longestName else { return full }
    // What is cut off is told apart by a check sum.
    let tail = "_" + StableDigest(full).hex.prefix(8)
    var head = Substring(full)
    while head.utf8.count + tail.utf8.count > Self.longestName { head.removeLast() }
    return head + tail
  }

  /// Its part on a partition.
  ///
  /// - Parameters:
  ///   - name: as the catalog has it.
  ///   - table: for people: the partition, with its schema where that is another one.
  public func part(_ name: String, on partition: Partition, called table: String)
    -> PerformanceIndex
  {
    PerformanceIndex(
      name: name, table: table, columns: columns, revision: revision, partition: partition)
  }

  /// By which the journal knows it: names are unique in one schema only.
  public var key: String { partition.map { "\($0.schema).\(name)" } ?? name }
}
