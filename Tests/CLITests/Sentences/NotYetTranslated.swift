/// What of the sources is not wrapped and translated yet, by the catalogue's area that it belongs to. A path is
/// what a file's path below Sources begins with. The lists only get shorter, and go with the last of them.
enum NotYetTranslated {
  static let paths = migrate + redeem + syncCounts + workers + doctor + servers

  private static let migrate: [String] = []

  private static let redeem = [
    "InviteDomain/",
    "InviteOps/Operations/BackendAPI/",
    "InviteOps/Operations/Codes/",
    "InviteOps/Operations/Generation/",
    "InviteOps/Operations/Redeem/",
    "InviteOps/Operations/Retry/",
    "InviteOps/Operations/Runs/",
    "invitectl/Commands/Redeem/",
    "invitectl/Commands/Runs",
    "invitectl/Options/",
    "invitectl/Rendering/Redeem",
    "invitectl/Rendering/Retry",
    "invitectl/Rendering/Run",
  ]

  private static let syncCounts = [
    "InviteOps/Operations/Cleanup/",
    "InviteOps/Operations/Counts/",
    "InviteOps/Operations/Evidence/",
    "InviteOps/Operations/Stuck/",
    "invitectl/Commands/Cleanup/",
    "invitectl/Commands/ForceResync",
    "invitectl/Commands/SyncCounts/",
    "invitectl/Rendering/Audit",
    "invitectl/Rendering/Cleanup",
    "invitectl/Rendering/Count",
    "invitectl/Rendering/Follow",
    "invitectl/Rendering/PartitionCleanup",
    "invitectl/Rendering/Resync",
    "invitectl/Rendering/Stuck",
    "invitectl/Rendering/Sync",
  ]

  private static let workers = [
    "InviteOps/Operations/Fleet/",
    "InviteOps/Operations/Inspect/",
    "invitectl/Commands/Inspect",
    "invitectl/Rendering/Inspect/",
  ]

  private static let doctor = [
    "InviteOps/Operations/BucketAdvice.swift",
    "InviteOps/Operations/Doctor/",
    "InviteOps/Operations/KeyFault.swift",
    "InviteOps/Operations/Metrics/",
    "InviteOps/Operations/OperationContext",
    "InviteOps/Operations/RunLog.swift",
    "InviteOps/Operations/RunPing.swift",
    "Telemetry/",
    "invitectl/Commands/Doctor",
    "invitectl/Commands/Metrics",
    "invitectl/Rendering/Confirmation",
    "invitectl/Rendering/Doctor",
    "invitectl/Rendering/Finding",
    "invitectl/Watch/",
  ]

  private static let servers = [
    "CeleryProtocol/",
    "CountProtocol/",
    "InviteOps/Operations/Forecast/",
    "InviteOps/Operations/Trace/",
    "InviteSettings/",
    "LosslessJSON/",
    "PostgresClient/",
    "RedisClient/",
    "SocketStream/",
    "invitectl/Commands/Forecast",
    "invitectl/Commands/Simulate",
    "invitectl/Commands/Trace",
    "invitectl/Rendering/Campaign",
    "invitectl/Rendering/Forecast",
    "invitectl/Rendering/Trace",
  ]

  /// What never is: statements, scripts, names and help texts of metrics as other exporters have them.
  static let never = [
    "Bzip2/", "Gzip/", "InviteOps/Operations/Metrics/Compatibility/", "InviteStorage/Queries/",
    "InviteStorage/Scripts/", "Localization/", "PrometheusText/",
  ]
}
