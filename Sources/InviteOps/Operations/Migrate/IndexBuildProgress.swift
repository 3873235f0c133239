internal import Localization

/// A CREATE INDEX CONCURRENTLY or REINDEX CONCURRENTLY as pg_stat_progress_create_index shows it.
public struct IndexBuildProgress: Sendable, Equatable {
  public let pid: Int
  /// `nil` while it still waits for the table, and where the view may not be read.
  public let phase: BuildPhase?
  /// What the phase counts, e.g. blocks; 0 where it counts nothing.
  public let done: Int
  public let total: Int

  public init(pid: Int, phase: BuildPhase?, done: Int = 0, total: Int = 0) {
    self.pid = pid
    self.phase = phase
    self.total = max(0, total)
    // The view's parts are not read at one moment: a table that grows shows more done than there
    // is to do.
    self.done = min(max(0, done), max(0, total))
  }

  /// How much of the whole build is done, from 0 to 1, by the share that each phase takes.
  public var fraction: Double {
    guard let phase else { return 0 }
    let part = total > 0 ? Double(done) / Double(total) : 0
    return (Double(phase.start) + Double(phase.share) * part) / 100
  }
}

/// The phases of section 28.4.2 of the manual, in the order in which a build goes through them.
public enum BuildPhase: Sendable, CaseIterable, RawRepresentable {
  case initializing
  case waitingForWriters
  case scanningTable
  case sorting
  case loading
  case waitingForValidation
  case validatingIndex
  case validatingSort
  case validatingTable
  case waitingForSnapshots
  case waitingForReadersToMark
  case waitingForReadersToDrop

  /// As the view names it.
  public var rawValue: String {
    switch self {
    case .initializing: "initializing"
    case .waitingForWriters: verbatim("waiting for writers before build")
    case .scanningTable: verbatim("building index: scanning table")
    case .sorting: verbatim("building index: sorting live tuples")
    case .loading: verbatim("building index: loading tuples in tree")
    case .waitingForValidation: verbatim("waiting for writers before validation")
    case .validatingIndex: verbatim("index validation: scanning index")
    case .validatingSort: verbatim("index validation: sorting tuples")
    case .validatingTable: verbatim("index validation: scanning table")
    case .waitingForSnapshots: verbatim("waiting for old snapshots")
    case .waitingForReadersToMark: verbatim("waiting for readers before marking dead")
    case .waitingForReadersToDrop: verbatim("waiting for readers before dropping")
    }
  }

  public init?(rawValue: String) {
    guard let found = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = found
  }

  /// A phase as the view names it; sub-phases of other access methods count as scanning.
  init?(viewName: String) {
    if let known = BuildPhase(rawValue: viewName) {
      self = known
    } else if viewName.hasPrefix(verbatim("building index")) {
      self = .scanningTable
    } else {
      return nil
    }
  }

  /// Whether the phase only waits for other sessions.
  public var isWaiting: Bool {
    switch self {
    case .waitingForWriters, .waitingForValidation, .waitingForSnapshots,
      .waitingForReadersToMark, .waitingForReadersToDrop:
      true
    default: false
    }
  }

  /// Where the phase begins and how much of the whole it takes, in percent, roughly as measured on
  /// a table of 2 million rows.
  var start: Int { span.0 }
  var share: Int { span.1 }

  private var span: (Int, Int) {
    switch self {
    case .initializing, .waitingForWriters: (0, 0)
    case .scanningTable: (0, 45)
    case .sorting: (45, 0)
    case .loading: (45, 35)
    case .waitingForValidation: (80, 0)
    case .validatingIndex: (80, 5)
    case .validatingSort: (85, 3)
    case .validatingTable: (88, 12)
    case .waitingForSnapshots, .waitingForReadersToMark, .waitingForReadersToDrop: (100, 0)
    }
  }
}
