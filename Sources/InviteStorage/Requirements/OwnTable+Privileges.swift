internal import Localization

extension OwnTable {
  /// What those who change something do to it, beside reading it. The tables that only `migrate` and
  /// `refresh-seats` write to are their owner's.
  var writerPrivileges: [String] {
    switch self {
    case .sync, .anchor, .retries: ["INSERT", "UPDATE"]
    case .incarnations: ["INSERT"]
    // cleanup-queue deletes what is old of these.
    case .ledger: ["INSERT", "DELETE"]
    case .runLog, .outbox: ["INSERT", "UPDATE", "DELETE"]
    case .indexWork, .version, .seatStats: []
    }
  }

  /// Whether those who only look read it: the outbox has emails and codes.
  private var isForReaders: Bool { self != .outbox }

  /// The GRANTs that a role needs on those that `migrate up` makes, without their semicolons.
  static func grants(to role: String, isWriter: Bool) -> [String] {
    allCases.filter { $0 != .seatStats && (isWriter || $0.isForReaders) }.map { table in
      let privileges = ["SELECT"] + (isWriter ? table.writerPrivileges : [])
      return verbatim(
        "GRANT \(privileges.joined(separator: ", ")) ON invitectl.\(table.rawValue) TO \(role)")
    }
  }

  /// Whether a role that may do this can do a writer's part.
  func isWritable(_ facts: RelationFacts) -> Bool { missingWrites(facts).isEmpty }

  /// What a role that may do this lacks for a writer's part; DELETE is for cleanup-queue alone.
  func missingWrites(_ facts: RelationFacts) -> [String] {
    writerPrivileges.filter { privilege in
      switch privilege {
      case "INSERT": !facts.canInsert
      case "UPDATE": !facts.isUpdatable
      default: false
      }
    }
  }
}
