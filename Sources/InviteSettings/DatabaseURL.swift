internal import InviteDomain
internal import PostgresClient

/// Turns the backend's `DATABASE_URL`, which SQLAlchemy reads, into what libpq reads.
enum DatabaseURL {
  /// - Throws: ``Failure/Kind/usage`` for a database that is not PostgreSQL, and for a URL that
  ///   libpq cannot read. The message never repeats the URL, which may hold a password.
  static func parse(_ url: String, source: SettingSource) throws(Failure) -> ConnectionParameters {
    guard let colon = url.firstRange(of: "://") else {
      // A libpq keyword string such as "host=db dbname=invitehub" has no scheme.
      guard url.contains("=") else { throw unreadable(source, "it has no scheme") }
      return try parseConnectionString(url, source: source)
    }
    let scheme = url[..<colon.lowerBound].lowercased()
    let parts = scheme.split(separator: "+", omittingEmptySubsequences: false)
    switch parts.first.map(String.init) {
    case "postgresql", "postgres":
      break
    case "sqlite":
      throw Failure(
        .usage, "\(source) is a SQLite database, which invitectl cannot work on",
        hint: "point it at the PostgreSQL server: postgresql://USER@HOST:PORT/DATABASE")
    default:
      throw Failure(
        .usage, "\(source) has the scheme '\(scheme)', which is not PostgreSQL's",
        hint: "write it as postgresql://USER@HOST:PORT/DATABASE")
    }
    let (rest, query) = split(url[colon.upperBound...])
    let kept = try translate(query, source: source)
    let normal = "postgresql://" + rest + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
    return try parseConnectionString(normal, source: source)
  }

  private static func split(_ rest: Substring) -> (Substring, [Substring]) {
    guard let mark = rest.firstIndex(of: "?") else { return (rest, []) }
    let query = rest[rest.index(after: mark)...]
    return (rest[..<mark], query.split(separator: "&"))
  }

  /// Query arguments that are the Python driver's own business are left out; asyncpg's `ssl` is
  /// libpq's `sslmode`. Anything else goes to libpq, which names what it does not know.
  private static func translate(
    _ query: [Substring], source: SettingSource
  ) throws(Failure) -> [String] {
    var kept: [String] = []
    for argument in query {
      let pair = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = pair.count == 2 ? pair[1] : ""
      switch pair[0] {
      case "prepared_statement_cache_size", "prepared_statement_name_func", "statement_cache_size",
        "server_settings", "command_timeout", "charset", "client_encoding":
        continue
      case "ssl":
        switch value.lowercased() {
        case "true", "1": kept.append("sslmode=require")
        case "false", "0": kept.append("sslmode=disable")
        default: kept.append("sslmode=\(value)")
        }
      case "timeout": kept.append("connect_timeout=\(value)")
      default: kept.append(String(argument))
      }
    }
    return kept
  }

  private static func parseConnectionString(
    _ text: String, source: SettingSource
  ) throws(Failure) -> ConnectionParameters {
    do {
      return try ConnectionParameters.parse(text)
    } catch .couldNotConnect(let failure) {
      throw unreadable(source, failure.message)
    } catch {
      throw unreadable(source, "\(error)")
    }
  }

  private static func unreadable(_ source: SettingSource, _ why: String) -> Failure {
    Failure(
      .usage, "\(source) is not a database URL: \(why)",
      hint: "write it as postgresql://USER@HOST:PORT/DATABASE, with the password in ~/.pgpass")
  }
}
