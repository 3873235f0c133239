public import InviteDomain

/// What a connection is opened for: the commands, as far as they need different things. This is
/// the one table of who needs what; `docs/requirements.md` is written from it.
public enum Purpose: Sendable, CaseIterable {
  /// Looking at servers without a table of one's own: inspect-workers and what it is made of.
  case look
  /// Shows what is broken instead of refusing.
  case doctor
  case migrateLook
  case migrate
  case redeem
  case redeemByHTTP
  case redeemLook
  case redeemUpkeep
  case refund
  case retryLook
  /// The same look goes on to it where there is what it needs.
  case retryPlan
  case retry
  case retryWaiting
  case sync
  case syncLook
  case countHistory
  case resync
  case resyncHistory
  case audit
  case cleanup
  case cleanupLook
  case recordsCleanup
  case recordsCleanupLook
  case restore
  case stuckLook
  case stuck
  case seats
  case metrics
  case trace
  case runs
  case forecast

  /// In the order in which they are looked at; the first that is broken is the one that is told.
  public var requirements: [Requirement] {
    guard self != .doctor else { return [] }
    var needs: [Requirement] = []
    if usesPostgres {
      needs += [.postgresVersion, .directSession, .backendSchema]
      if !readsReplica { needs.append(.postgresPrimary) }
      if writes { needs.append(.writableSession) }
      needs.append(.trustedSchema)
      if self == .metrics {
        // A collector that fails does not take the others with it, but zero would be a lie.
        needs.append(.visibleRows)
      } else if !tables.isEmpty {
        if tables.contains(where: { !$0.isOptional }) { needs.append(.backendTables) }
        if BackendCounting.allCases.contains(where: { support($0).isRefusal }) {
          needs.append(.backendGeneration)
        }
        needs += [.columnTypes, .singleRows]
      }
      if self != .metrics {
        if !tables.isEmpty || !ownUses.isEmpty { needs.append(.visibleRows) }
        if !tables.isEmpty { needs.append(.privileges) }
        if !ownUses.isEmpty { needs.append(.ownTables) }
        if !ownTables.isEmpty { needs.append(.ownPrivileges) }
      }
    }
    if usesRedis {
      needs += [.redisVersion, .redisSingle]
      if self != .metrics { needs.append(.redisPrimary) }
    }
    return needs
  }

  private var usesPostgres: Bool { self != .look }

  private var usesRedis: Bool {
    switch self {
    case .look, .redeem, .redeemLook, .redeemUpkeep, .refund, .retry, .retryPlan, .retryWaiting,
      .sync, .syncLook, .resync, .audit, .stuck, .stuckLook, .metrics, .trace, .forecast:
      true
    case .redeemByHTTP, .doctor, .migrate, .migrateLook, .countHistory, .resyncHistory, .cleanup,
      .cleanupLook, .recordsCleanup, .recordsCleanupLook, .restore, .retryLook, .seats, .runs:
      false
    }
  }

  /// Whether a replica will do: what is shown may be behind.
  private var readsReplica: Bool {
    switch self {
    case .metrics, .migrateLook, .countHistory, .resyncHistory, .runs, .forecast, .look, .doctor:
      true
    default: false
    }
  }

  /// Whether it writes to PostgreSQL.
  private var writes: Bool {
    switch self {
    case .migrate, .redeem, .retry, .retryWaiting, .sync, .resync, .cleanup, .recordsCleanup,
      .restore, .stuck, .seats:
      true
    case .look, .doctor, .migrateLook, .redeemByHTTP, .redeemLook, .redeemUpkeep, .refund,
      .retryLook, .retryPlan, .syncLook, .countHistory,
      .resyncHistory, .audit, .cleanupLook, .recordsCleanupLook, .stuckLook, .metrics, .trace,
      .runs, .forecast:
      false
    }
  }

  /// Whether it matters what the tables' columns are and what may be done with them.
  var looksAtColumns: Bool {
    switch self {
    case .doctor, .migrate, .migrateLook, .seats, .metrics: true
    default:
      !Set(requirements).isDisjoint(
        with: [.columnTypes, .privileges, .ownTables, .ownPrivileges])
    }
  }

  /// What it does beside a backend that counts in this way.
  public func support(_ counting: BackendCounting) -> GenerationSupport {
    GenerationSupport.of(self, counting)
  }

  /// What it needs in schema `invitectl` beside a backend that counts in this way.
  func ownTables(_ counting: BackendCounting) -> [OwnTable] {
    guard counting != .atRequest else { return ownTables }
    if self == .retry || self == .retryPlan { return Purpose.retryWaiting.ownTables }
    return keepsCounts ? [] : ownTables
  }

  /// What it touches there, beside such a backend.
  func ownUses(_ counting: BackendCounting) -> [OwnTable] {
    guard counting != .atRequest else { return ownUses }
    if self == .retry || self == .retryPlan { return Purpose.retryWaiting.ownUses }
    return keepsCounts ? [] : ownUses
  }

  /// Those that must be of the latest version, since it writes what only that one has.
  func latestOwnTables(_ counting: BackendCounting) -> [OwnTable] {
    switch self {
    // An older run log has no count of anything in it.
    case .sync, .syncLook, .resync, .audit, .retry, .retryPlan:
      ownTables(counting).filter { $0 != .runLog }
    case .redeem: counting == .onJoin ? [.outbox] : []
    case .retryWaiting, .countHistory: ownTables
    default: []
    }
  }

  /// What it needs in schema `invitectl`.
  package var ownTables: [OwnTable] {
    switch self {
    case .sync, .syncLook, .resync: [.sync, .ledger, .anchor, .incarnations, .runLog]
    case .audit: [.sync, .ledger, .incarnations, .runLog]
    case .countHistory: [.sync, .ledger, .anchor]
    case .resyncHistory: [.ledger, .runLog]
    case .retry, .retryPlan: [.retries] + Purpose.resync.ownTables
    case .retryWaiting: [.retries]
    case .runs: [.runLog]
    case .look, .doctor, .migrateLook, .migrate, .redeem, .redeemByHTTP, .redeemLook,
      .redeemUpkeep, .refund, .retryLook, .cleanup, .cleanupLook, .recordsCleanup,
      .recordsCleanupLook, .restore, .stuckLook, .stuck, .seats,
      .metrics, .trace, .forecast:
      []
    }
  }

  /// What it touches there, where it is there: what it needs, and what it can do without.
  package var ownUses: [OwnTable] {
    switch self {
    case .sync, .syncLook, .countHistory, .resyncHistory, .runs: ownTables
    case .trace: [.outbox, .sync, .ledger, .retries]
    case .resync: ownTables + [.outbox]
    case .audit: ownTables + [.outbox, .retries, .anchor]
    case .migrateLook, .migrate: [.version, .indexWork]
    case .redeem, .redeemUpkeep: [.outbox]
    case .refund: [.outbox, .retries, .sync]
    case .stuckLook: [.outbox]
    case .retryLook: [.retries]
    case .retry, .retryPlan: [.retries] + Purpose.resync.ownUses
    case .retryWaiting: [.outbox, .runLog, .retries]
    case .stuck: [.outbox, .runLog]
    case .cleanup, .recordsCleanup: [.runLog, .ledger, .anchor, .outbox]
    case .restore, .seats, .forecast: [.runLog]
    case .metrics: [.runLog, .retries]
    case .look, .doctor, .redeemByHTTP, .redeemLook, .cleanupLook, .recordsCleanupLook: []
    }
  }

  /// Whether it reads which migrations the database has seen.
  var readsRevision: Bool { self == .migrate || self == .migrateLook }

  /// Whether the look finds out where that is recorded.
  var looksForRevision: Bool { readsRevision || self == .doctor }

  /// Whether it keeps counts, or goes by those that are kept, so that our tables have to be of the version it knows.
  var keepsCounts: Bool { [.sync, .syncLook, .resync, .audit].contains(self) }

  /// Whether the look reads which version of schema `invitectl` is recorded; `migrate` reads it itself.
  var looksAtOwnVersion: Bool { self == .doctor || keepsCounts }

  /// Whether it writes to them.
  var writesOwnTables: Bool {
    switch self {
    case .sync, .resync, .retry, .retryWaiting: true
    default: false
    }
  }
}
