internal import InviteDomain

/// How many rows an index is thought to get.
struct RowEstimate: Sendable, Equatable {
  /// A table or partition that has rows of its own.
  struct Source: Sendable, Equatable {
    /// For people.
    let name: String
    /// The planner's estimate; `nil` where it has none, since the table was never analyzed.
    let rows: Int?
    /// `nil` while it cannot be asked for.
    let bytes: Int?
  }

  /// Of those tables of which something is known.
  private(set) var rows = 0
  /// Tables whose rows are told by their size alone.
  private(set) var bySize: [String] = []
  /// Tables of which nothing is known.
  private(set) var unknown: [String] = []

  /// A short row of the backend's with its header, in bytes: rather more rows than there are.
  private static let usualRow = 80

  /// - Parameters:
  ///   - sources: the tables that it is about.
  ///   - alike: tables with rows of the same kind, whose size is taken for that of others.
  init(_ sources: [Source], like alike: [Source]) {
    let analyzed = alike.filter { ($0.rows ?? 0) > 0 && ($0.bytes ?? 0) > 0 }
    let known = analyzed.compactMap(\.rows).reduce(0, +)
    let row = known > 0 ? max(1, analyzed.compactMap(\.bytes).reduce(0, +) / known) : Self.usualRow
    for source in sources {
      if let count = source.rows {
        rows += count
      } else if let bytes = source.bytes {
        rows += bytes / row
        bySize.append(source.name)
      } else {
        unknown.append(source.name)
      }
    }
  }
}

extension MigrationSnapshot {
  /// How many rows an index will get; `nil` where there is no table for it.
  func estimate(of index: PerformanceIndex) -> RowEstimate? {
    if index.partition == nil {
      guard let table = table(index.table), table.exists else { return nil }
      let sources =
        table.kind == "p"
        ? leaves(of: table.name) : [.init(name: table.name, rows: table.rows, bytes: table.bytes)]
      return RowEstimate(sources, like: sources)
    }
    guard let part = parts.first(where: { $0.index == index }) else { return nil }
    return RowEstimate([.init(part.table)], like: leaves(of: part.table.root))
  }

  private func leaves(of root: String) -> [RowEstimate.Source] {
    partitions.filter { $0.root == root && $0.kind == "r" }.map(RowEstimate.Source.init)
  }
}

extension RowEstimate.Source {
  init(_ table: PartitionTable) {
    self.init(name: table.title, rows: table.rows, bytes: table.bytes)
  }
}

extension PerformanceIndex {
  /// About how large it will be, in bytes; `nil` where nothing is known of any table that it is about.
  func estimatedBytes(_ estimate: RowEstimate?) -> Int? {
    guard let estimate, estimate.rows > 0 || estimate.unknown.isEmpty else { return nil }
    return estimatedBytes(rows: estimate.rows)
  }
}
