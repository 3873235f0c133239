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
  /// Used share of Redis' maxmemory, 0 to 1.
  public var redisMemory = 0.80

  public init() {}
}
