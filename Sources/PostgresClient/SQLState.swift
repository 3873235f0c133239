/// A five-character SQLSTATE code, as in appendix A of the PostgreSQL manual.
///
/// It matches in a `catch`: `catch SQLState.undefinedTable { … }`.
public struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  public var description: String { rawValue }

  /// The first two characters: what kind of trouble it is.
  public struct Class: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    public static let dataException = Class(rawValue: "22")
    public static let invalidAuthorization = Class(rawValue: "28")
    public static let insufficientResources = Class(rawValue: "53")
    public static let operatorIntervention = Class(rawValue: "57")
    public static let foreignData = Class(rawValue: "HV")
  }

  public var `class`: Class { Class(rawValue: String(rawValue.prefix(2))) }

  /// Whether a foreign table is to blame: what its wrapper says (class HV), or that a server or a user
  /// mapping is missing, which is said as of any object.
  public var isOfForeignData: Bool { self.class == .foreignData || self == .undefinedObject }
}

extension SQLState {
  public static let protocolViolation = SQLState(rawValue: "08P01")
  public static let foreignKeyViolation = SQLState(rawValue: "23503")
  public static let uniqueViolation = SQLState(rawValue: "23505")
  public static let checkViolation = SQLState(rawValue: "23514")
  public static let readOnlyTransaction = SQLState(rawValue: "25006")
  public static let idleInTransactionTimeout = SQLState(rawValue: "25P03")
  public static let invalidAuthorization = SQLState(rawValue: "28000")
  public static let invalidPassword = SQLState(rawValue: "28P01")
  public static let invalidCatalogName = SQLState(rawValue: "3D000")
  public static let invalidSchemaName = SQLState(rawValue: "3F000")
  public static let serializationFailure = SQLState(rawValue: "40001")
  public static let deadlockDetected = SQLState(rawValue: "40P01")
  public static let insufficientPrivilege = SQLState(rawValue: "42501")
  public static let undefinedColumn = SQLState(rawValue: "42703")
  public static let undefinedObject = SQLState(rawValue: "42704")
  public static let undefinedFunction = SQLState(rawValue: "42883")
  public static let undefinedTable = SQLState(rawValue: "42P01")
  public static let duplicateTable = SQLState(rawValue: "42P07")
  public static let invalidObjectDefinition = SQLState(rawValue: "42P17")
  public static let wrongObjectType = SQLState(rawValue: "42809")
  public static let diskFull = SQLState(rawValue: "53100")
  public static let outOfMemory = SQLState(rawValue: "53200")
  public static let tooManyConnections = SQLState(rawValue: "53300")
  public static let objectNotReady = SQLState(rawValue: "55000")
  public static let lockNotAvailable = SQLState(rawValue: "55P03")
  public static let queryCancelled = SQLState(rawValue: "57014")
  public static let adminShutdown = SQLState(rawValue: "57P01")
  public static let crashShutdown = SQLState(rawValue: "57P02")
  public static let cannotConnectNow = SQLState(rawValue: "57P03")
  public static let idleSessionTimeout = SQLState(rawValue: "57P05")
}

/// Matches an error that the server reported with exactly this code.
public func ~= (pattern: SQLState, error: any Error) -> Bool {
  (error as? PostgresError)?.sqlState == pattern
}

/// Matches an error that the server reported with a code of this class.
public func ~= (pattern: SQLState.Class, error: any Error) -> Bool {
  (error as? PostgresError)?.sqlState?.class == pattern
}
