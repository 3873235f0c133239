internal import ClientSupport

/// What a command can be made of: text as UTF-8, raw bytes, integers in decimal.
public protocol RedisArgument: Sendable {
  /// Calls `body` with the bytes to send.
  func withRedisBytes(_ body: (UnsafeRawBufferPointer) -> Void)
}

extension String: RedisArgument {
  public func withRedisBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    var copy = self
    copy.withUTF8 { body(UnsafeRawBufferPointer($0)) }
  }
}

extension [UInt8]: RedisArgument {
  public func withRedisBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    withUnsafeBytes(body)
  }
}

extension Int: RedisArgument {
  public func withRedisBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    String(self).withRedisBytes(body)
  }
}

/// One command of a pipeline: its words, or a script with its keys and arguments.
public struct RedisCommand: Sendable, ExpressibleByArrayLiteral {
  let words: [any RedisArgument]
  /// Set when the words are EVALSHA …, so that NOSCRIPT can be answered with the source.
  let script: RedisScript?

  public init(_ words: [any RedisArgument]) {
    self.words = words
    script = nil
  }

  public init(arrayLiteral words: any RedisArgument...) {
    self.init(words)
  }

  /// Runs `script`: by its digest, or by its source when the server does not know it.
  public init(
    _ script: RedisScript, keys: [any RedisArgument], arguments: [any RedisArgument] = []
  ) {
    words = ["EVALSHA", script.digest, keys.count] + keys + arguments
    self.script = script
  }

  /// The same with the source in it.
  var withSource: RedisCommand {
    guard let script else { return self }
    return RedisCommand(["EVAL", script.source] + words.dropFirst(2))
  }
}

/// Commands for ``RedisConnection/submit(_:deadline:)``, written out ahead of the moment in which
/// they are to be sent.
public struct EncodedCommands: Sendable {
  let commands: [RedisCommand]
  let bytes: [UInt8]

  /// - Parameter size: about how many bytes it will be.
  public init(_ commands: [RedisCommand], size: Int = 0) {
    self.commands = commands
    var buffer = CommandBuffer(size: size)
    for command in commands { buffer.append(command) }
    bytes = buffer.bytes
  }
}

/// Commands in the form of the protocol, ready to be sent.
///
/// Source: Redis protocol specification, "Sending commands to a Redis server": an array of bulk
/// strings, each with its length in front, so that no argument can be taken for a command.
struct CommandBuffer {
  private(set) var bytes: [UInt8] = []

  init(size: Int = 0) {
    bytes.reserveCapacity(size)
  }

  /// Keeps the room.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  mutating func append(_ command: RedisCommand) {
    header(UInt8(ascii: "*"), command.words.count)
    for word in command.words {
      word.withRedisBytes { content in
        header(UInt8(ascii: "$"), content.count)
        bytes.append(contentsOf: content)
        newline()
      }
    }
  }

  private mutating func header(_ kind: UInt8, _ count: Int) {
    bytes.append(kind)
    bytes.append(decimal: count)
    newline()
  }

  private mutating func newline() {
    bytes.append(UInt8(ascii: "\r"))
    bytes.append(UInt8(ascii: "\n"))
  }
}
