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
  /// Chains of which no row of `redeem_sync` says with which line they end: lines may be missing there.
  public private(set) var openEnds = 0
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
      hint: tr("look at the lines of each code that is named, and at who could write there"))
  }

  /// The id of the first line that is chained: no line behind it is from before.
  private var first: Int?

  private enum CodingKeys: String, CodingKey {
    case codes, chained, unchained, openEnds, broken, faults
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
    check.first = try firstChained(connection, context)
    if let typed {
      let id = try find(typed, connection, context)
      try check.look(from: id.addingSaturated(-1), to: id, connection, context)
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

  private static func firstChained(
    _ connection: PostgresConnection, _ context: OperationContext
  ) throws(Failure) -> Int? {
    do throws(PostgresError) {
      return try connection.readLong(
        LedgerCheckQueries.first, [], limit: context.longLimit, lock: context.lockLimit
      ).only().optionalInt("first")
    } catch {
      throw Failure(error, doing: action)
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
        [String(from), String(to), String(Self.mostNamed), first.map { String($0) }],
        limit: context.longLimit, lock: context.lockLimit
      ).only()
      codes += try row.int("codes")
      chained += try row.int("chained")
      unchained += try row.int("unchained")
      openEnds += try row.int("open")
      broken += try row.int("broken")
      for id in try row.ints("named") where faults.count < Self.mostNamed {
        guard let fault = try firstFault(id, connection, context) else {
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

  private func firstFault(
    _ id: Int, _ connection: PostgresConnection, _ context: OperationContext
  ) throws(PostgresError) -> LedgerFault? {
    let stored = try Self.code(id, connection, context)
    let code = stored?.text ?? "#\(id)"
    // One that is shown by its bytes is not typed.
    let command = stored.flatMap { $0.isText ? Self.command($0.text) : nil }
    let lines = try connection.readLong(
      LedgerCheckQueries.fault, [String(id), first.map { String($0) }], limit: context.longLimit,
      lock: context.lockLimit)
    if let line = lines.first {
      return try LedgerFault(line: line, code: code, command: command)
    }
    return try LedgerFault(
      end: connection.query(
        LedgerCheckQueries.end, [String(id)], deadline: context.requestDeadline
      ).only(), code: code, command: command)
  }

  /// A code as it is stored, in ASCII where that is no UTF-8; `nil` where it was deleted.
  private static func code(
    _ id: Int, _ connection: PostgresConnection, _ context: OperationContext
  ) throws(PostgresError) -> (text: String, isText: Bool)? {
    do throws(PostgresError) {
      guard
        let row = try connection.query(
          RowQueries.code, [String(id)], deadline: context.requestDeadline
        ).first
      else { return nil }
      return (try row.string("code"), true)
    } catch {
      guard RowFault(error) != nil else { throw error }
      guard
        let row = try connection.query(
          RowQueries.codeInASCII, [String(id)], deadline: context.requestDeadline
        ).first
      else { return nil }
      return (try row.string("code"), false)
    }
  }

  private static func command(_ code: String) -> String {
    let isDashed = code.hasPrefix("-")
    return verbatim("invitectl sync-counts history ") + (isDashed ? "-- " : "")
      + ShellWord.quoted(code)
  }
}
