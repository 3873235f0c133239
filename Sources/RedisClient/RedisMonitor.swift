public import ClientSupport

/// A connection that is told of every command that the server runs (MONITOR).
///
/// It costs the server a good part of what it can do, so it is for moments, and for users that may.
public final class RedisMonitor {
  /// One command as the server tells it.
  public struct Command: Sendable, Equatable {
    public let database: Int
    /// Whether a script ran it; the command that ran the script comes before.
    public let isOfScript: Bool
    /// The command and its arguments. Bytes that are not ASCII stand as the server writes them, without the
    /// backslash: `xe4`.
    public let words: [String]

    /// - Parameter line: e.g. `1700000000.123456 [0 127.0.0.1:6000] "GET" "key"`, or `[0 lua]`
    ///   (https://redis.io/docs/latest/commands/monitor/).
    public init?(line: String) {
      guard let open = line.firstIndex(of: "["), let close = line.firstIndex(of: "]"), open < close
      else { return nil }
      let origin = line[line.index(after: open)..<close].split(separator: " ", maxSplits: 1)
      guard origin.count == 2, let database = Int(origin[0]) else { return nil }
      self.database = database
      isOfScript = origin[1] == "lua"
      words = Self.words(line[line.index(after: close)...])
      guard !words.isEmpty else { return nil }
    }

    /// Words in double quotes, in which a backslash is before what stands for itself, or for a byte.
    private static func words(_ text: Substring) -> [String] {
      var words: [String] = []
      var word: String?
      var isEscaped = false
      for character in text {
        if isEscaped {
          word?.append(character)
          isEscaped = false
        } else if character == "\\", word != nil {
          isEscaped = true
        } else if character == "\"" {
          if let ended = word { words.append(ended) }
          word = word == nil ? "" : nil
        } else {
          word?.append(character)
        }
      }
      return words
    }
  }

  private let transport: Transport

  private init(_ transport: Transport) {
    self.transport = transport
  }

  /// Connects, logs in and begins to listen.
  ///
  /// - Throws: ``RedisError/server(_:)`` where the user may not.
  public static func begin(
    _ endpoint: RedisEndpoint, deadline: Deadline, interrupt: Interrupt? = nil
  ) throws(RedisError) -> RedisMonitor {
    let transport = try Handshake.connect(
      endpoint, until: deadline, interrupt: interrupt
    ).transport
    var buffer = CommandBuffer()
    buffer.append(RedisCommand(["MONITOR"]))
    try transport.transmit(buffer.bytes, until: deadline)
    guard let answer = try transport.nextPush(until: deadline) else {
      transport.shutDown()
      throw .timedOut
    }
    _ = try answer.throwingServerError()
    return RedisMonitor(transport)
  }

  /// The next command; `nil` when the deadline passes first, after which it can be called again.
  public func next(deadline: Deadline) throws(RedisError) -> Command? {
    while let push = try transport.nextPush(until: deadline) {
      if let command = Command(line: try push.asString()) { return command }
    }
    return nil
  }

  public func close() {
    transport.shutDown()
  }
}
