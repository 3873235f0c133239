internal import ClientSupport
internal import Localization

/// Why there is no connection.
public struct ConnectFailure: Sendable, Equatable {
  /// What a caller can act on.
  public enum Kind: String, Sendable, CaseIterable {
    /// The parameters make no sense: a bad URL, port, option.
    case invalidParameters
    /// The host name does not resolve.
    case unknownHost
    /// The host has no way to it.
    case unreachable
    /// Nobody listens on that port.
    case refused
    /// The unix socket is not there.
    case socketMissing
    /// The server wants a password and there is none.
    case passwordMissing
    /// The server does not let this user in: password, role, pg_hba.conf.
    case authenticationFailed
    /// The role may not connect to this database, or not open the socket.
    case notPermitted
    case databaseMissing
    /// TLS was asked for and refused, or went wrong.
    case tls
    /// The server's certificate is signed by nobody we trust.
    case certificateUntrusted
    /// The server's certificate is for another host.
    case certificateWrongHost
    case certificateExpired
    case tooManyConnections
    /// The server is starting up, shutting down or recovering.
    case notReady
    /// `target_session_attrs` asks for another kind of server.
    case wrongServerRole
    /// Something answers there that is no PostgreSQL server.
    case notPostgres
    /// The connection broke while it was being made.
    case closed
    case timedOut
    case interrupted
    case other
  }

  public let kind: Kind
  /// Host, port, user and database, without secrets.
  public let target: String
  /// One line, without secrets.
  public let message: String
  /// The server's code, if it was the server that refused.
  public let sqlState: SQLState?
  /// Where the password is from that the server did not take, as far as that is known: never what it is.
  public internal(set) var passwordSource: String?
}

extension ConnectFailure {
  /// Reads libpq's message about a failed connection.
  ///
  /// libpq 15 has no code for it, only text. The connection is made with verbosity `VERBOSE`, so a
  /// server's refusal carries its SQLSTATE (`FATAL:  28P01: …`), which decides. What libpq says on
  /// its own is told by its words; they are English, as this program never calls setlocale(3).
  init(libpqMessage text: String, target: String, needsPassword: Bool) {
    let attempts = Self.attempts(text)
    // Several hosts or addresses make several attempts; the last refusal of a server is the one that counts.
    let refusal = attempts.lazy.reversed().compactMap(\.state).first
    let last = attempts.last?.words ?? tr("no connection, and no reason given")
    sqlState = refusal
    self.target = target
    if let refusal {
      kind = Self.kind(of: refusal)
    } else if needsPassword {
      kind = .passwordMissing
    } else {
      kind = Self.kind(ofWords: last)
    }
    var told: [String] = []
    for attempt in attempts where !told.contains(attempt.words) { told.append(attempt.words) }
    let whole = told.isEmpty ? last : told.joined(separator: "; ")
    // `invalid sslmode value: "x"`: of a parameter that has a name and no secret.
    let start = whole.split(separator: " ", maxSplits: 3)
    let isAboutValue = start.count == 4 && start[0] == "invalid" && start[2] == "value:"
    let mayQuoteLogin =
      kind == .invalidParameters && !isAboutValue || kind == .unknownHost && !Self.namesHosts(whole)
    message = ForeignText.masked(mayQuoteLogin ? QuotedText.removed(from: whole) : whole)
  }

  /// Whether what is quoted can be names or addresses: in place of a host there may be a URL with its password.
  private static func namesHosts(_ text: String) -> Bool {
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return parts.enumerated().allSatisfy { $0 % 2 == 0 || GivenText.isHost(String($1)) }
  }

  private struct Attempt {
    var words: String
    var state: SQLState?
  }

  /// What libpq says of each host and address, whole: some of its sentences have their object in one line and
  /// what to do in the next. Left out are its guesses, in lines that begin with a tab, and where in the
  /// server's source an error was made.
  private static func attempts(_ text: String) -> [Attempt] {
    var attempts: [Attempt] = []
    for line in text.split(whereSeparator: \.isNewline)
    where line.first != "\t" && !line.hasPrefix("LOCATION:") {
      let (state, words) = splitState(String(line))
      if attempts.isEmpty || line.hasPrefix(verbatim("connection to server ")) {
        attempts.append(Attempt(words: words, state: state))
      } else {
        attempts[attempts.count - 1].words += "; \(words)"
        attempts[attempts.count - 1].state = state ?? attempts[attempts.count - 1].state
      }
    }
    return attempts
  }

  private static func kind(of state: SQLState) -> Kind {
    switch state {
    case .invalidPassword, .invalidAuthorization: .authenticationFailed
    case .invalidCatalogName: .databaseMissing
    case .insufficientPrivilege: .notPermitted
    case .tooManyConnections: .tooManyConnections
    case .cannotConnectNow, .adminShutdown, .crashShutdown: .notReady
    default: .other
    }
  }

  private static func kind(ofWords text: String) -> Kind {
    for (words, kind) in words where text.contains(words) { return kind }
    return .other
  }

  private static let words: [(String, Kind)] = [
    (verbatim("could not translate host name"), .unknownHost),
    (verbatim("could not parse network address"), .unknownHost),
    (verbatim("Connection refused"), .refused),
    (verbatim("No such file or directory"), .socketMissing),
    (verbatim("Permission denied"), .notPermitted),
    (verbatim("timeout expired"), .timedOut),
    (verbatim("Connection timed out"), .timedOut),
    (verbatim("is unreachable"), .unreachable),
    (verbatim("No route to host"), .unreachable),
    (verbatim("received invalid response to SSL negotiation"), .notPostgres),
    (verbatim("expected authentication request"), .notPostgres),
    ("invalid ", .invalidParameters),
    (verbatim("could not match"), .invalidParameters),
    (verbatim("definition of service"), .invalidParameters),
    (verbatim("session is"), .wrongServerRole),
    (verbatim("hot standby mode"), .wrongServerRole),
    (verbatim("certificate verify failed"), .certificateUntrusted),
    (verbatim("does not match host name"), .certificateWrongHost),
    ("SSL", .tls),
    ("certificate", .tls),
    (verbatim("closed the connection"), .closed),
    (verbatim("Connection reset"), .closed),
  ]

  /// Finds `SEVERITY:  CODE: ` in a verbose message; returns the code, and the text without it.
  private static func splitState(_ text: String) -> (SQLState?, String) {
    let separator = ":  "
    var rest = Substring(text)
    while let colon = rest.firstRange(ofASCII: separator) {
      let tail = rest[colon.upperBound...]
      let code = tail.prefix(5)
      if code.count == 5, code.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isUppercase) }),
        tail.dropFirst(5).hasPrefix(": ")
      {
        let before = text[..<colon.upperBound].dropLast()
        return (SQLState(rawValue: String(code)), String(before) + tail.dropFirst(7))
      }
      rest = tail
    }
    return (nil, text)
  }
}

extension Substring {
  /// The first occurrence of `needle`, without the Regex machinery.
  fileprivate func firstRange(ofASCII needle: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(needle) {
        return start..<index(start, offsetBy: needle.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
