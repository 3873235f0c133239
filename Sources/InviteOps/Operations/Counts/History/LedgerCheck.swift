internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Whether the lines of the ledger are those that were written: `sync-counts history --verify`.
public struct LedgerCheck: Sendable, Encodable {
  /// More codes are counted, and not named.
  public static let mostNamed = 20

  public private(set) var codes = 0
  /// Lines with a hash.
  public private(set) var chained = 0
  /// Lines from before there were hashes: nothing tells whether they are as they were.
  public private(set) var unchained = 0
  /// Codes whose chain is broken.
  public private(set) var broken = 0
  /// The first place of each, of the first codes.
  public private(set) var faults: [LedgerFault] = []

  /// Why this is no success, if it is none.
  public var failure: Failure? {
    guard broken > 0 else { return nil }
    let which = tr(
      broken, "the chain of \(broken) code is broken", "the chains of \(broken) codes are broken")
    return Failure(
      .conflict,
      faults.first.map { tr("\(which); of \(Masking.code($0.code)) \($0.sentence)") } ?? which,
      hint: tr("'invitectl sync-counts history CODE' shows what is there; a person must look"))
  }

  /// Lines that one statement looks at, about: more where a code has more.
  private static let part = 20_000

  /// Looks at the chain of one code, or of all, as the database has them: nothing is locked or written.
  ///
  /// - Throws: ``Failure``, of kind `usage` where there is no such code.
  public static func run(
    _ context: OperationContext, code typed: String?
  ) throws(Failure) -> LedgerCheck {
    let context = context.with(.countHistory)
    let connection = try context.postgres()
    var check = LedgerCheck()
    if let typed {
      let id = try find(typed, connection, context)
      try check.look(from: id - 1, to: id, connection, context)
      return check
    }
    var from = Int.min
    while let last = try reach(from, connection, context) {
      try check.look(from: from, to: last, connection, context)
      from = last
    }
    try check.look(from: from, to: .max, connection, context)
    return check
  }

  private static let action = tr("read the ledger")

  private static func find(
    _ typed: String, _ connection: PostgresConnection, _ context: OperationContext
  ) throws(Failure) -> Int {
    let code = try StoredCodes.one(typed, on: connection, deadline: context.requestDeadline)
    do throws(PostgresError) {
      return try connection.query(
        RowQueries.idOfCode, [code], deadline: context.requestDeadline
      ).only().int("id")
    } catch {
      throw Failure(error, doing: tr("look for the code"))
    }
  }

  /// The last code of the part behind a code; `nil` where the rest is one.
  private static func reach(
    _ from: Int, _ connection: PostgresConnection, _ context: OperationContext
  ) throws(Failure) -> Int? {
    do throws(PostgresError) {
      return try connection.query(
        LedgerCheckQueries.reach, [String(from), String(part)], deadline: context.requestDeadline
      ).only().optionalInt("last")
    } catch {
      throw Failure(error, doing: action)
    }
  }

  private mutating func look(
    from: Int, to: Int, _ connection: PostgresConnection, _ context: OperationContext
  ) throws(Failure) {
    do throws(PostgresError) {
      let row = try connection.readLong(
        LedgerCheckQueries.check,
        [String(from), String(to), String(Self.mostNamed)], limit: context.longLimit
      ).only()
      codes += try row.int("codes")
      chained += try row.int("chained")
      unchained += try row.int("unchained")
      broken += try row.int("broken")
      for id in try row.ints("named") where faults.count < Self.mostNamed {
        guard let fault = try Self.fault(id, connection, context) else {
          // Mended meanwhile: what is looked at is the ledger of a database at work.
          broken -= 1
          continue
        }
        faults.append(fault)
      }
    } catch {
      throw Failure(error, doing: Self.action)
    }
  }

  private static func fault(
    _ id: Int, _ connection: PostgresConnection, _ context: OperationContext
  ) throws(PostgresError) -> LedgerFault? {
    let code =
      try connection.query(
        RowQueries.codeInASCII, [String(id)], deadline: context.requestDeadline
      ).first?.string("code") ?? "#\(id)"
    let lines = try connection.readLong(
      LedgerCheckQueries.fault, [String(id)], limit: context.longLimit)
    if let line = lines.first { return try LedgerFault(line: line, code: code) }
    return try LedgerFault(
      end: connection.query(
        LedgerCheckQueries.end, [String(id)], deadline: context.requestDeadline
      ).only(), code: code)
  }
}
