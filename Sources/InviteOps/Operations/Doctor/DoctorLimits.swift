/// From where on `doctor` calls something too long or too full.
public struct DoctorLimits: Sendable {
  /// The age of a transaction.
  public var longTransaction: Duration = .seconds(300)

  /// How old what a replica shows may be.
  public var replicaLag: Duration = .seconds(60)

  /// Free share of PostgreSQL's disk, 0 to 1; below a third of it is a failure.
  public var diskFree = 0.10
  /// Bytes of log that the slot of a replica that is gone holds back.
  public var retainedLog = 1 << 30
  /// Bytes of log that nobody reads of a slot, or that somebody silent has not read.
  public var unreadLog = 1 << 20
  /// For how long who reads the log may say nothing: three times what it does by default.
  public var followerSilence: Duration = .seconds(30)
  /// Used share of Redis' maxmemory, 0 to 1.
  public var redisMemory = 0.80

  public init() {}
}
