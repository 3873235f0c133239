internal import InviteDomain
internal import Localization
internal import PostgresClient

/// Turns the backend's `DATABASE_URL`, which SQLAlchemy reads, into what libpq reads.
enum DatabaseURL {
  /// - Throws: ``Failure/Kind/usage`` for a database that is not PostgreSQL, and for a URL that
  ///   libpq cannot read. The message never repeats the URL, which may hold a password.
  static func parse(_ url: String, source: SettingSource) throws(Failure) -> ConnectionParameters {
    guard let colon = url.firstRange(of: "://"), isScheme(url[..<colon.lowerBound]) else {
      // A libpq keyword string such as "host=db dbname=invitehub" has no scheme, whatever its password is.
      guard url.contains("=") else { throw unreadable(source, tr("it has no scheme")) }
      return try parseConnectionString(url, source: source)
    }
    let scheme = url[..<colon.lowerBound].lowercased()
    let parts = scheme.split(separator: "+", omittingEmptySubsequences: false)
    switch parts.first.map(String.init) {
    case "postgresql", "postgres":
      break
    case "sqlite":
      throw Failure(
        .usage, tr("\(source) is a SQLite database, which invitectl cannot work on"),
        hint: tr("point it at the PostgreSQL server: postgresql://USER@HOST:PORT/DATABASE"))
    default:
      throw Failure(
        .usage, tr("\(source) has the scheme '\(scheme)', which is not PostgreSQL's"),
        hint: tr("write it as postgresql://USER@HOST:PORT/DATABASE"))
    }
    let (rest, query) = split(url)
    let kept = try DatabaseURLQuery(query, source: source).forLibpq()
    let normal = "postgresql://" + rest + (kept.isEmpty ? "" : "?" + kept)
    return try parseConnectionString(normal, source: source)
  }

  /// Whether it can be one (RFC 3986, 3.1): nothing else is repeated to a person.
  private static func isScheme(_ text: Substring) -> Bool {
    text.first.map { $0.isASCII && $0.isLetter } == true
      && text.allSatisfy {
        $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "+" || $0 == "-" || $0 == ".")
      }
  }

  /// What stands behind the scheme, and the query.
  private static func split(_ url: String) -> (Substring, Substring) {
    let begin = url.firstRange(of: "://")?.upperBound ?? url.startIndex
    guard let query = ConnectionParameters.query(of: url) else { return (url[begin...], "") }
    return (url[begin..<url.index(before: query)], url[query...])
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
      .usage, tr("\(source) is not a database URL: \(why)"),
      hint: tr("write it as postgresql://USER@HOST:PORT/DATABASE, with the password in ~/.pgpass"))
  }
}
