/// A statement with its parameters, for a pipeline.
public struct PostgresStatement: Sendable, Equatable {
  public let sql: String
  public let parameters: [String?]

  public init(_ sql: String, _ parameters: [String?] = []) {
    self.sql = sql
    self.parameters = parameters
  }
}
