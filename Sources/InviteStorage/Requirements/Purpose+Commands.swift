internal import Localization

/// A purpose by its commands, as they are typed.
extension Purpose: RawRepresentable {
  public var rawValue: String {
    switch self {
    case .look: "inspect-workers"
    case .doctor: "doctor"
    case .migrateLook: verbatim("migrate status, plan, verify, prove")
    case .migrate: verbatim("migrate up, down, repair, stamp")
    case .redeem: "redeem"
    case .redeemByHTTP: verbatim("redeem --via http")
    case .redeemLook: "redeem --explain, --dry-run"
    case .redeemUpkeep: verbatim("redeem bucket, limiter")
    case .refund: verbatim("redeem refund")
    case .retryLook: verbatim("redeem retry --dry-run")
    case .retryPlan: verbatim("redeem retry --dry-run, row by row")
    case .retry: verbatim("redeem retry")
    case .retryWaiting: verbatim("redeem retry --waiting")
    case .sync: "sync-counts"
    case .syncLook: "sync-counts --dry-run"
    case .countHistory: verbatim("sync-counts history")
    case .resync: "force-resync"
    case .resyncHistory: verbatim("force-resync history")
    case .audit: verbatim("force-resync audit")
    case .cleanup: "cleanup-queue"
    case .cleanupLook: "cleanup-queue --dry-run"
    case .recordsCleanup: "cleanup-queue --invite-records"
    case .recordsCleanupLook: "cleanup-queue --invite-records --dry-run"
    case .restore: verbatim("cleanup-queue restore")
    case .stuckLook: "cleanup-queue --stuck --dry-run"
    case .stuck: "cleanup-queue --stuck"
    case .seats: "refresh-seats"
    case .metrics: "metrics-dump"
    case .trace: "trace"
    case .runs: "runs"
    case .forecast: verbatim("forecast, simulate")
    }
  }

  public init?(rawValue: String) {
    guard let found = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = found
  }
}
