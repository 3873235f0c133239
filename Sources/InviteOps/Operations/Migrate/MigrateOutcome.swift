public import InviteDomain

/// What a run of `up`, `down`, `repair` or `stamp` did.
public struct MigrateOutcome: Sendable, Equatable, Encodable {
  public struct Action: Sendable, Equatable, Encodable {
    public let action: String
    public let index: String?
    public let revision: String?
    public let seconds: Double
    /// The size of the index afterwards.
    public let bytes: Int?
  }

  public let database: String
  public internal(set) var revision: Revision?
  /// Whether the database is beyond what invitectl makes, so that only the indexes were looked at.
  public internal(set) var isAhead = false
  public internal(set) var actions: [Action] = []
  /// Indexes left out, because their table is not there.
  public internal(set) var skipped: [String] = []
  public internal(set) var schemaVersion: Int?
  /// Whether another run held the lock and this one was told to let it.
  public internal(set) var isSkipped = false

  init(database: String, revision: Revision?) {
    self.database = database
    self.revision = revision
  }

  /// Whether anything was changed.
  public var isChanged: Bool { !actions.isEmpty }

  mutating func note(_ plan: MigrationPlan) {
    revision = plan.revision ?? revision
    isAhead = plan.isAhead
    skipped = plan.skipped.map(\.name)
  }

  mutating func add(_ step: MigrationPlan.Step, took: Duration, bytes: Int?) {
    var revision: String?
    if case .stamp(_, let to) = step { revision = to.rawValue }
    actions.append(
      Action(
        action: step.word, index: step.index?.name, revision: revision, seconds: took.seconds,
        bytes: bytes))
  }
}

extension Revision: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

extension MigrationPlan.Step {
  /// The short word for it, stable in JSON.
  public var word: String {
    switch self {
    case .schema: "schema"
    case .attach: "attach"
    case .awaitDrop: "await_drop"
    case .clear: "clear"
    case .build: "build"
    case .reindex: "reindex"
    case .drop, .dropAll: "drop"
    case .join: "join"
    case .stamp: "stamp"
    }
  }
}
