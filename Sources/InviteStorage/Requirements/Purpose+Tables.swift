internal import InviteDomain

extension Purpose {
  /// What it does with the backend's tables. `migrate` judges them itself, index by index.
  package var tables: [TableUse] {
    switch self {
    case .look, .doctor, .migrateLook, .migrate, .seats, .runs: []
    // A use of the redeem flow is counted in one statement with its entry: without the privilege
    // for it nothing is done. The direct flow, which a role that only reads can have, needs none.
    case .redeem, .redeemLook: [.codesJudged, .recordsOfRebind, .teams, .members]
    case .redeemUpkeep, .refund: [.codesJudged]
    case .retryLook: [.codesRetried, .queueFound, .recordsOfInvites, .membersFound]
    // With what force-resync needs, which finds out, after a sync, whether uses are counted still.
    case .retry: [.codesRetriedSettled, .queuePutBack, .recordsRetried, .teams, .membersFound]
    case .retryPlan: [.codesRetriedSeen, .queueFound, .recordsRetriedSeen, .teams, .membersFound]
    case .retryWaiting:
      [.codesRetried, .queuePutBack, .recordsRetried, .teams, .membersFound]
    case .redeemByHTTP: [.codesJudged, .recordsFound, .queueSeenAnywhere]
    case .sync: [.codesSynced]
    case .syncLook: [.codesCounted]
    case .resync: [.codesSettled, .recordsAsEvidence, .queueAsEvidence]
    case .countHistory: [.codesRecounted]
    case .resyncHistory: [.codesNamed]
    case .audit: [.codesAudited, .recordsAudited, .queueAudited]
    case .cleanup: [.queueDeleted]
    case .cleanupLook: [.queueCounted]
    case .recordsCleanup: [.queueDeleted, .queueSeenAnywhere, .recordsDeleted, .codesDispensable]
    case .recordsCleanupLook:
      [.queueCounted, .queueSeenAnywhere, .recordsCounted, .codesDispensable]
    case .restore: []
    case .stuckLook: [.queueFound, .recordsOfInvites, .membersFound]
    case .stuck: [.queuePutBack, .recordsOfInvites, .membersFound]
    case .metrics:
      [.codesCounted, .recordsCounted, .queueCounted, .teams, .members, .groups]
    case .trace: [.codesTraced, .recordsOfInvites, .queueSeenAnywhere, .teams, .membersFound]
    case .forecast:
      [.codesForecast, .recordsForecast, .queueForecast, .teams, .membersForecast, .groups]
    }
  }

  /// The same beside a backend that counts in this way.
  func tables(_ counting: BackendCounting) -> [TableUse] {
    guard counting == .onJoin else { return tables }
    return switch self {
    case .sync, .syncLook: [.codesCompared, .recordsConsumed]
    case .resync: [.codesCorrected, .recordsConsumed]
    case .audit: [.codesCompared, .recordsConsumed, .queueAuditedOnJoin]
    case .redeem:
      [
        .codesBound, .recordsReserved, .queueWaiting, .teamsLocked, .membersNamed, .rebindHistory,
      ]
    case .redeemLook: [.codesBoundLook, .recordsSeen, .queueSeen, .teamsSeen, .membersNamed]
    case .retry:
      [.codesBound, .queuePutBack, .queueWaiting, .recordsRetried, .membersFound]
    case .retryPlan:
      [.codesBoundLook, .queueSeen, .recordsRetriedSeen, .teamsSeen, .membersFound]
    case .retryWaiting:
      [.codesRetried, .queuePutBack, .recordsRetried, .teamsSeen, .membersFound]
    default: tables
    }
  }
}
