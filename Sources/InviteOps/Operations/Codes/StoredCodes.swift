internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Looks typed codes up in `redeem_codes`, by the rule of ``CodeSpelling``.
enum StoredCodes {
  /// The stored codes that are meant, each once and in the order of the texts.
  ///
  /// - Throws: ``Failure`` of that kind, which names those that there are not.
  static func all(
    _ typed: [String], on connection: PostgresConnection, deadline: Deadline,
    unknown kind: Failure.Kind = .usage
  ) throws(Failure) -> [String] {
    guard !typed.isEmpty else { return [] }
    let found = try find(typed.map { CodeSpelling($0) }, on: connection, deadline: deadline)
    let missing = zip(typed, found).filter { $0.1 == nil }.map(\.0)
    guard missing.isEmpty else {
      throw unknown(missing, kind, on: connection, deadline: deadline)
    }
    var seen: Set<ExactText> = []
    return found.compactMap { $0 }.filter { seen.insert(ExactText($0)).inserted }
  }

  /// The one code that is meant.
  ///
  /// - Throws: as ``all(_:on:deadline:unknown:)``.
  static func one(
    _ typed: String, on connection: PostgresConnection, deadline: Deadline,
    unknown kind: Failure.Kind = .usage
  ) throws(Failure) -> String {
    try all([typed], on: connection, deadline: deadline, unknown: kind)[0]
  }

  /// What is meant by each of the texts, in their order; `nil` where there is no such code.
  static func find(
    _ typed: [CodeSpelling], on connection: PostgresConnection, deadline: Deadline
  ) throws(Failure) -> [String?] {
    do throws(PostgresError) {
      let stored = Set(
        try among(typed.flatMap(\.candidates), on: connection, deadline: deadline).map {
          ExactText($0)
        })
      return typed.map { $0.choice(of: stored) }
    } catch {
      throw Failure(error, doing: tr("look for the codes"))
    }
  }

  /// Those of the texts that are stored codes. A text with a NUL, or of letters that the database's
  /// encoding does not have, is no code of a row.
  static func among(
    _ texts: [String], on connection: PostgresConnection, deadline: Deadline
  ) throws(PostgresError) -> [String] {
    var stored: [String] = []
    try Bisection.run(texts.filter { !$0.utf8.contains(0) }[...]) { part throws(PostgresError) in
      do throws(PostgresError) {
        var read: [String] = []
        for row in try connection.query(
          CodeQueries.stored, [PostgresArray.literal(Array(part))], deadline: deadline)
        {
          read.append(try row.string("code"))
        }
        stored += read
        return nil
      } catch {
        guard let fault = RowFault(error) else { throw error }
        return fault
      }
    } culprit: { _, _ throws(PostgresError) in
    }
    return stored
  }

  /// Of each of the texts that by which codes in rows are compared (``InviteKey/code(_:)``). One with a NUL, or
  /// of letters that the database's encoding does not have, has none.
  static func folds(
    _ texts: [String], on connection: PostgresConnection, deadline: Deadline
  ) throws(PostgresError) -> [ExactText: ExactText] {
    var folds: [ExactText: ExactText] = [:]
    try Bisection.run(texts.filter { !$0.utf8.contains(0) }[...]) { part throws(PostgresError) in
      do throws(PostgresError) {
        for row in try connection.query(
          CodeQueries.folds, [PostgresArray.literal(Array(part))], deadline: deadline)
        {
          folds[ExactText(try row.string("code"))] = ExactText(try row.string("folded"))
        }
        return nil
      } catch {
        guard let fault = RowFault(error) else { throw error }
        return fault
      }
    } culprit: { _, _ throws(PostgresError) in
    }
    return folds
  }

  private static func unknown(
    _ typed: [String], _ kind: Failure.Kind, on connection: PostgresConnection,
    deadline: Deadline
  ) -> Failure {
    func message(_ shown: (String) -> String) -> String {
      let names = typed.map { $0.isEmpty ? "''" : shown($0) }.joined(separator: ", ")
      return tr("there is no code \(names), neither as typed nor in capitals")
    }
    func hint(_ statement: String) -> String { tr("\(statement) shows other spellings") }
    // The message masks them where it may be kept, and so does the statement. A server that has no md5 (FIPS)
    // leaves none.
    let hashes = try? connection.query(
      CodeQueries.hashes, [PostgresArray.literal(typed)], deadline: deadline
    ).map { row throws(PostgresError) in try row.string("hash") }
    var failure = Failure(
      kind, message(Masking.code),
      hint: hashes.map { hint(CodeQueries.alike(hashes: $0, in: connection.backend)) })
    failure.messageOnScreen = message { $0 }
    failure.hintOnScreen = hint(CodeQueries.alike(typed, in: connection.backend))
    return failure
  }
}
