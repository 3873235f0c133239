internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// An index of a table of a tree, as the catalog has it.
struct PartitionIndex: Sendable, Equatable {
  /// The table's number.
  var node: Int
  var name: String
  var relation: CatalogRelation
  var bytes: Int?
  /// The number of the index whose part it is.
  var attachedTo: Int?
}

/// From the indexes of all partitions to the parts of one of the eleven. Pure.
struct PartReader {
  let nodes: [PartitionTable]
  let indexes: [PartitionIndex]
  /// By table and name: what has a name that invitectl would give.
  let taken: [Int: [String: String]]
  /// The definition without names.
  let expected: (PerformanceIndex) -> String
  let readsStats: Bool

  /// - Parameter found: the relation that has the index' name in the backend's schema.
  /// - Returns: the state of the whole, `own` without partitions; and the parts, each table after the one above.
  func read(
    _ whole: PerformanceIndex, _ found: CatalogRelation?, own: IndexState
  ) -> (state: IndexState, parts: [IndexPart]) {
    guard let root = nodes.first(where: { $0.root == whole.table && $0.level == 0 }) else {
      return (own, [])
    }
    var isOwn = false
    switch own {
    case .valid, .partial: isOwn = true
    default: break
    }
    var chosen: [Int: Int] = [:]
    if isOwn { chosen[root.oid] = found?.oid }
    var parts: [IndexPart] = []
    for node in nodes where node.root == whole.table && node.level > 0 && !node.isDetaching {
      let (part, oid) = part(of: whole, on: node, above: node.parent.flatMap { chosen[$0] })
      parts.append(part)
      chosen[node.oid] = oid
    }
    for place in parts.indices.reversed() where parts[place].table.kind == "p" {
      parts[place].state = Self.state(parts[place].state, parts[place].table, parts)
    }
    guard isOwn else { return (own, parts) }
    return (Self.state(own, root, parts), parts)
  }

  /// The state of an index of a partitioned table, with what is below it.
  private static func state(
    _ own: IndexState, _ node: PartitionTable, _ parts: [IndexPart]
  ) -> IndexState {
    let children = parts.filter { $0.table.parent == node.oid }
    switch own {
    case .valid where children.allSatisfy(\.isDone): return .valid
    case .valid, .partial:
      let leaves = parts.filter { $0.isLeaf && $0.table.isBelow(node, parts) }
      return .partial(
        PartialIndex(
          total: leaves.count, attached: leaves.count { $0.isAttached },
          isStuck: own != .valid
            && children.allSatisfy { $0.isAttached && $0.state == .valid }))
    default: return own
    }
  }

  /// - Parameter above: the number of the index of the table above, if there is one.
  private func part(
    of whole: PerformanceIndex, on node: PartitionTable, above: Int?
  ) -> (IndexPart, Int?) {
    let ours = whole.partName(on: node.name)
    let own = indexes.filter { $0.node == node.oid }
    if let above, let attached = own.first(where: { $0.attachedTo == above }) {
      // What the server took for equal is not compared again: its storage parameters may be its own.
      let state = attached.relation.isValid ? IndexState.valid : look(attached, whole)
      return (make(whole, node, attached, state, isAttached: true), attached.relation.oid)
    }
    let free = own.filter { $0.attachedTo == nil }
    let named = free.first { $0.name == ours }
    let namedState = named.map { look($0, whole) }
    if let named, let namedState, namedState.isUsable {
      return (make(whole, node, named, namedState), named.relation.oid)
    }
    // One that a person has made before serves as well; a whole one rather than one that is not.
    let equals = free.map { (index: $0, state: look($0, whole)) }.filter(\.state.isUsable)
    if let equal = equals.first(where: { $0.state == .valid }) ?? equals.first {
      if namedState.map(\.isLeftAlone) ?? true {
        return (make(whole, node, equal.index, equal.state), equal.index.relation.oid)
      }
    }
    if let named, let namedState { return (make(whole, node, named, namedState), nil) }
    // The name may be taken by another part of this table, or by anything in its schema.
    let noun =
      taken[node.oid]?[ours]
      ?? own.first { $0.name == ours }.map { _ in tr("an index that is part of another one") }
    let state = noun.map { IndexState.nameTaken(by: $0) } ?? .absent
    let part = IndexPart(
      whole: whole, index: whole.part(ours, on: partition(whole, node), called: node.title),
      state: node.kind == "f" ? .absent : state, isAttached: false, isNamedByUs: true, table: node,
      bytes: nil)
    return (part, nil)
  }

  private func make(
    _ whole: PerformanceIndex, _ node: PartitionTable, _ found: PartitionIndex,
    _ state: IndexState, isAttached: Bool = false
  ) -> IndexPart {
    IndexPart(
      whole: whole, index: whole.part(found.name, on: partition(whole, node), called: node.title),
      state: state, isAttached: isAttached,
      isNamedByUs: found.name == whole.partName(on: node.name), table: node, bytes: found.bytes)
  }

  private func partition(
    _ whole: PerformanceIndex, _ node: PartitionTable
  ) -> PerformanceIndex.Partition {
    .init(whole: whole.name, schema: node.schema, table: node.identifier)
  }

  private func look(_ found: PartitionIndex, _ whole: PerformanceIndex) -> IndexState {
    IndexState(found.relation, expected: expected(whole), readsStats: readsStats)
  }
}

extension IndexState {
  /// Whether it can be attached, now or when its own parts are.
  fileprivate var isUsable: Bool {
    switch self {
    case .valid, .partial: true
    default: false
    }
  }

  /// Whether nothing would be done about it where another one serves.
  fileprivate var isLeftAlone: Bool {
    switch self {
    case .different, .nameTaken: true
    default: false
    }
  }
}

extension PartitionTable {
  fileprivate func isBelow(_ node: PartitionTable, _ parts: [IndexPart]) -> Bool {
    var above = parent
    while let current = above {
      if current == node.oid { return true }
      above = parts.first { $0.table.oid == current }?.table.parent
    }
    return false
  }
}
