internal import InviteDomain
internal import InviteStorage

/// Where one of the eleven indexes stands. The catalog alone decides.
public enum IndexState: Sendable, Equatable {
  case absent
  /// Its table is not there: only create_all makes invite_queue.
  case tableMissing
  /// There, usable, and as defined.
  case valid
  /// Somebody is building it.
  case building(IndexBuildProgress)
  /// There and usable, but not what the revision defines.
  case different(actual: String, expected: String)
  /// There on a partitioned table, and not all partitions have their part of it.
  case partial(PartialIndex)
  /// A build that was broken off, and nobody works on it.
  case invalid(InvalidIndex)
  /// Somebody is dropping it (pid), or a drop was broken off (`nil`).
  case dropping(pid: Int?)
  /// The name belongs to something else.
  case nameTaken(by: String)

  /// The short word for it, stable in JSON.
  public var word: String {
    switch self {
    case .absent: "absent"
    case .tableMissing: "table_missing"
    case .valid: "valid"
    case .building: "building"
    case .different: "different"
    case .partial: "partial"
    case .invalid: "invalid"
    case .dropping: "dropping"
    case .nameTaken: "name_taken"
    }
  }
}

/// What is known of an index that is not valid and not being worked on.
public struct InvalidIndex: Sendable, Equatable {
  /// Whether invitectl began it.
  public let isOurs: Bool
  /// Whether it is at least what the revision defines.
  public let matches: Bool
  /// Whether every write to the table still maintains it.
  public let costsWrites: Bool
}

extension IndexState {
  /// Reads the state off the catalog.
  ///
  /// - Parameters:
  ///   - schema: where the backend's tables are.
  ///   - tableExists: whether the index' table is there.
  ///   - expected: its definition without names, from the server or from
  ///     ``PerformanceIndex/definitionWithoutNames``.
  ///   - readsStats: whether the progress view shows other roles' builds.
  ///   - isPartitioned: whether the table is.
  init(
    _ index: PerformanceIndex, _ found: CatalogRelation?, in schema: BackendSchema,
    tableExists: Bool,
    expected: String,
    readsStats: Bool, isPartitioned: Bool = false
  ) {
    guard let found else {
      self = tableExists ? .absent : .tableMissing
      return
    }
    guard found.kind == (isPartitioned ? "I" : "i"),
      found.onTable == "\(schema.name).\(index.table)"
    else {
      self = .nameTaken(by: found.noun)
      return
    }
    self.init(found, expected: expected, readsStats: readsStats)
  }

  /// The same of an index that has the right name and table, without what its parts are.
  init(_ found: CatalogRelation, expected: String, readsStats: Bool) {
    let actual = IndexDefinition.withoutNames(found.definition ?? "")
    if found.isValid {
      self = actual == expected ? .valid : .different(actual: actual, expected: expected)
    } else if found.kind == "I" {
      // Nobody builds it as such, so it cannot be left by a build.
      self =
        actual == expected
        ? .partial(PartialIndex(total: 0, attached: 0, isStuck: false))
        : .different(actual: actual, expected: expected)
    } else if let build = found.build {
      self = .building(build)
    } else if !found.isLive || found.dropper != nil || found.work == .drop {
      self = .dropping(pid: found.dropper)
    } else if !readsStats, let holder = found.tableHolder {
      // Somebody holds the table as a build does, and the view hides what it is.
      self = .building(IndexBuildProgress(pid: holder, phase: nil))
    } else {
      self = .invalid(
        InvalidIndex(
          isOurs: found.work == .build, matches: actual == expected, costsWrites: found.isReady))
    }
  }
}
