internal import ClientSupport
internal import Localization

/// An error reply, told apart by its first word.
///
/// Source: the error texts of Redis 6.2, 7.0 and Valkey 8 (`server.c`, `createSharedObjects`).
public enum RedisServerError: Error, Sendable, Equatable {
  /// NOAUTH: the server wants a password and got none.
  case noAuth(String)
  /// WRONGPASS, and the older `ERR invalid password` and `ERR … without any password configured`.
  case wrongPass(String)
  /// NOPERM: an ACL denies the command, the key or the channel.
  case noPerm(String)
  /// WRONGTYPE: the key holds another type.
  case wrongType(String)
  /// OOM: maxmemory is reached and nothing may be evicted.
  case outOfMemory(String)
  /// READONLY: the server is a replica.
  case readOnly(String)
  /// LOADING: the server is reading its data set.
  case loading(String)
  /// NOSCRIPT: the digest is not in the script cache.
  case noScript(String)
  /// MOVED: the slot lives on another node of the cluster.
  case moved(String)
  /// ASK: the slot is being moved to another node.
  case ask(String)
  /// CLUSTERDOWN.
  case clusterDown(String)
  /// BUSY: a script runs longer than busy-reply-threshold.
  case busy(String)
  /// MISCONF: the last snapshot failed and the server refuses writes.
  case misconf(String)
  /// EXECABORT: a command of the transaction was refused.
  case execAbort(String)
  /// MASTERDOWN: a replica whose link to its primary is down.
  case masterDown(String)
  /// `ERR max number of clients reached`.
  case maxClients(String)
  /// Everything else: `ERR`, or a script's own code.
  case other(code: String, message: String)

  /// Reads the text of an error reply, without the leading `-`.
  public init(reply: String) {
    let text = Self.unwrapped(reply)
    let space = text.firstIndex(of: " ") ?? text.endIndex
    let word = text[..<space]
    let message = String(text[space...].dropFirst())
    self =
      switch word {
      case "NOAUTH": .noAuth(message)
      case "WRONGPASS": .wrongPass(message)
      case "NOPERM": .noPerm(message)
      case "WRONGTYPE": .wrongType(message)
      case "OOM": .outOfMemory(message)
      case "READONLY": .readOnly(message)
      case "LOADING": .loading(message)
      case "NOSCRIPT": .noScript(message)
      case "MOVED": .moved(message)
      case "ASK": .ask(message)
      case "CLUSTERDOWN": .clusterDown(message)
      case "BUSY": .busy(message)
      case "MISCONF": .misconf(message)
      case "EXECABORT": .execAbort(message)
      case "MASTERDOWN": .masterDown(message)
      case "ERR" where message.hasPrefix(verbatim("max number of clients")): .maxClients(message)
      case "ERR" where message.hasPrefix(verbatim("invalid password")),
        "ERR" where message.hasPrefix(verbatim("AUTH <password> called without")),
        "ERR" where message.hasPrefix(verbatim("Client sent AUTH, but no password")):
        .wrongPass(message)
      default: .other(code: String(word), message: message)
      }
  }

  /// What a command within a script was refused with. Before Redis 7.0 the place stands before it, an
  /// ACL's refusal has no word of its own, and what a script does not catch is wrapped once more
  /// (`scripting.c` of 6.2, `luaPushError`, `luaRedisGenericCommand` and `evalGenericCommand`).
  private static func unwrapped(_ reply: String) -> String {
    var text = reply[...]
    if text.hasPrefix(verbatim("ERR Error running script (call to f_")),
      let end = text.firstRange(of: "): ")
    {
      text = text[end.upperBound...]
    }
    guard text.hasPrefix("@user_script") else { return reply }
    while let place = text.prefixMatch(of: #/@user_script: ?[0-9]+: /#) {
      text = text[place.range.upperBound...]
    }
    if text.hasPrefix("-") { text = text.dropFirst() }
    if text.hasPrefix(verbatim("The user executing the script can't ")) { return "NOPERM \(text)" }
    let word = text.prefix { $0 != " " }
    return !word.isEmpty && word.allSatisfy { ("A"..."Z").contains($0) } ? String(text) : reply
  }

  /// The first word of the reply.
  public var code: String {
    switch self {
    case .noAuth: "NOAUTH"
    case .wrongPass: "WRONGPASS"
    case .noPerm: "NOPERM"
    case .wrongType: "WRONGTYPE"
    case .outOfMemory: "OOM"
    case .readOnly: "READONLY"
    case .loading: "LOADING"
    case .noScript: "NOSCRIPT"
    case .moved: "MOVED"
    case .ask: "ASK"
    case .clusterDown: "CLUSTERDOWN"
    case .busy: "BUSY"
    case .misconf: "MISCONF"
    case .execAbort: "EXECABORT"
    case .masterDown: "MASTERDOWN"
    case .maxClients: "ERR"
    case .other(let code, _): code
    }
  }

  /// What follows the first word, as the server sent it. It may quote arguments of the command.
  public var message: String {
    switch self {
    case .noAuth(let text), .wrongPass(let text), .noPerm(let text), .wrongType(let text),
      .outOfMemory(let text), .readOnly(let text), .loading(let text), .noScript(let text),
      .moved(let text), .ask(let text), .clusterDown(let text), .busy(let text),
      .misconf(let text), .execAbort(let text), .masterDown(let text), .maxClients(let text),
      .other(_, let text):
      text
    }
  }
}

extension RedisServerError: CustomStringConvertible {
  /// One line without control characters, passwords and emails, and without the arguments that the
  /// server quotes for an unknown command.
  public var description: String {
    let quoted = message.firstRange(of: verbatim(", with args beginning with"))?.lowerBound
    let shown = message[..<(quoted ?? message.endIndex)]
    let clean = String(shown.unicodeScalars.map { $0.value < 32 ? " " : Character($0) })
    return clean.isEmpty ? code : "\(code) \(ForeignText.masked(clean))"
  }
}
