internal import ClientSupport
internal import CountProtocol
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What the count of a code was at any moment since its ledger began, and why.
public struct CountHistory {
  /// The last lines of a code.
  public struct Lines: Sendable, Encodable {
    public let code: String
    /// The latest first.
    public let lines: [CountLine]
  }

  /// What was known of a count at a moment.
  public struct Moment: Sendable, Encodable {
    public let code: String
    /// RFC 3339 in UTC, with microseconds.
    public let at: String
    /// The last change up to then; `nil` where the code had none yet, or it is known no more.
    public let line: CountLine?
    /// The first change after it.
    public let next: CountLine?
    /// What `used_count` grew by in the database between the two, as the later one found it: increments and
    /// edits of others. Of when in between nobody knows.
    public let addedByOthers: Int?
    /// `used_count` as the database has it while this is read, where ``line`` is the last one: no line tells of
    /// what it grew by since, nor of what the bucket gave out.
    public let usedNow: Int?

    /// What `used_count` has grown by behind the last line; `nil` where a line follows, or there is none.
    public var untold: Int? {
      guard let line, let usedNow else { return nil }
      return usedNow - line.usedAfter
    }

    /// What the next line found in the bucket, which came to it behind ``line``; `nil` where none follows, or it counts
    /// by evidence or by a person's word.
    public var foundByNext: Int? {
      guard line != nil, let next, next.why != SyncCause.resynced.rawValue,
        next.why != SyncCause.rebuilt.rawValue
      else { return nil }
      return next.delta
    }

    init(code: String, at: String, line: CountLine?, next: CountLine?, usedNow: Int?) {
      (self.code, self.at, self.line, self.next) = (code, at, line, next)
      self.usedNow = line != nil && next == nil ? usedNow : nil
      guard let line, let next else {
        addedByOthers = nil
        return
      }
      // Both of 31 bits, as the columns are.
      addedByOthers = (next.usedBefore ?? 0) - line.usedAfter
    }
  }

  private let connection: PostgresConnection
  private let context: OperationContext

  /// - Throws: ``Failure``, also where `migrate up` has not made the tables.
  public init(_ context: OperationContext) throws(Failure) {
    self.context = context.with(.countHistory)
    connection = try self.context.postgres()
  }

  /// - Parameter limit: how many lines.
  /// - Throws: ``Failure``, of kind `usage` where there is no such code.
  public func lines(of typed: String, limit: Int) throws(Failure) -> Lines {
    let (id, code) = try find(typed)
    let found = try read(LedgerQueries.lines, [String(id), String(limit)])
    return Lines(code: code, lines: found)
  }

  /// - Throws: ``Failure``, of kind `usage` where there is no such code, no such day, or the moment has not
  ///   come.
  public func at(_ moment: CountMoment, of typed: String) throws(Failure) -> Moment {
    let (id, code) = try find(typed)
    return try look(id, code, time(moment))
  }

  /// - Throws: as ``at(_:of:)``; also where the moments are in the other order.
  public func difference(
    _ first: CountMoment, _ last: CountMoment, of typed: String
  ) throws(Failure) -> Difference {
    let (id, code) = try find(typed)
    let (begin, end) = (try time(first), try time(last))
    // In UTC, of one form: as text they have the order that they have in time.
    guard begin <= end else {
      throw Failure(
        .usage, tr("\(begin) is later than \(end)"), hint: tr("give the earlier time first"))
    }
    // Of one snapshot: lines that are deleted for their age meanwhile would be others' increments.
    return try Failure.reporting(Self.action) {
      try connection.transaction(
        isolation: .repeatableRead, readOnly: true, deadline: context.requestDeadline
      ) {
        try change(of: id, code, from: begin, to: end)
      }
    }
  }

  private func change(
    of id: Int, _ code: String, from begin: String, to end: String
  ) throws(Failure) -> Difference {
    let from = try look(id, code, begin)
    let to = try look(id, code, end)
    // Of lines that are there alone nothing follows where others were deleted, or there was no count yet.
    guard let begun = from.line, let reached = to.line else {
      return Difference(code: code, from: from, to: to, reasons: [])
    }
    let rows = try query(
      LedgerQueries.between, [String(id), String(begun.id), String(reached.id)])
    do throws(PostgresError) {
      let reasons = try rows.map { (row) throws(PostgresError) in
        Difference.Reason(
          why: try row.string("why"), lines: try row.int("lines"), delta: try row.int("delta"))
      }
      return Difference(code: code, from: from, to: to, reasons: reasons)
    } catch {
      throw Failure(error, doing: Self.action)
    }
  }

  // MARK: - Reading

  private static let action = tr("read the ledger")

  private func find(_ typed: String) throws(Failure) -> (id: Int, code: String) {
    let code = try StoredCodes.one(typed, on: connection, deadline: context.requestDeadline)
    do throws(PostgresError) {
      let row = try connection.query(
        RowQueries.idOfCode, [code], deadline: context.requestDeadline
      ).only()
      return (try row.int("id"), code)
    } catch {
      throw Failure(error, doing: tr("look for the code"))
    }
  }

  /// The moment by the server's clock.
  private func time(_ moment: CountMoment) throws(Failure) -> String {
    let at: String
    let isFuture: Bool
    do throws(PostgresError) {
      let row = try connection.query(
        LedgerQueries.moment, [moment.time, moment.ago.map { String($0.seconds) }],
        deadline: context.requestDeadline
      ).only()
      at = try row.string("at")
      isFuture = try row.bool("is_future")
    } catch {
      // 22007, 22008: what has the form of a time and is none; 22009: a zone that is none, such as +16:00.
      guard let time = moment.time,
        ["22007", "22008", "22009"].contains(error.sqlState?.rawValue)
      else {
        throw Failure(error, doing: tr("read the time"))
      }
      throw Failure(
        .usage, tr("there is no time \(time)"),
        hint: tr("write 2026-11-29T12:00:00Z, or 2h for two hours ago"))
    }
    guard !isFuture else {
      throw Failure(
        .usage, tr("\(at) has not come yet"), hint: tr("write 'now' for the present"))
    }
    return at
  }

  private func look(_ id: Int, _ code: String, _ at: String) throws(Failure) -> Moment {
    let rows = try query(LedgerQueries.at(connection.backend), [String(id), at])
    do throws(PostgresError) {
      let found = try rows.map { (row) throws(PostgresError) in
        (place: try row.string("place"), line: try CountLine(row))
      }
      return Moment(
        code: code, at: at, line: found.first { $0.place == "now" }?.line,
        next: found.first { $0.place == "next" }?.line,
        usedNow: try rows.first?.optionalInt("used_now"))
    } catch {
      throw Failure(error, doing: Self.action)
    }
  }

  private func read(_ sql: String, _ parameters: [String?]) throws(Failure) -> [CountLine] {
    let rows = try query(sql, parameters)
    do throws(PostgresError) {
      return try rows.map { (row) throws(PostgresError) in try CountLine(row) }
    } catch {
      throw Failure(error, doing: Self.action)
    }
  }

  private func query(_ sql: String, _ parameters: [String?]) throws(Failure) -> PostgresRows {
    do throws(PostgresError) {
      return try connection.query(sql, parameters, deadline: context.requestDeadline)
    } catch {
      throw Failure(error, doing: Self.action)
    }
  }
}
