internal import Localization

/// One reply of the second protocol version.
public enum RedisValue: Sendable, Equatable {
  /// A bulk string: any bytes.
  case string([UInt8])
  /// A simple string such as `OK`.
  case status(String)
  case integer(Int)
  /// A missing bulk string or array.
  case null
  case array([RedisValue])
  /// An error in the place of a reply: of one command of a pipeline, or inside an array.
  case error(RedisServerError)
}

extension RedisValue {
  /// Whether the reply says that there is nothing.
  public var isNull: Bool { self == .null }

  /// The bytes of a string or status.
  /// - Throws: ``RedisError/server(_:)`` for an error reply, ``RedisError/unexpectedReply`` else.
  public func asBytes() throws(RedisError) -> [UInt8] {
    switch self {
    case .string(let bytes): bytes
    case .status(let text): Array(text.utf8)
    default: throw unexpected(tr("a string"))
    }
  }

  /// A string or status that is valid UTF-8.
  public func asString() throws(RedisError) -> String {
    if case .status(let text) = self { return text }
    guard case .string(let bytes) = self else { throw unexpected(tr("a string")) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .unexpectedReply(expected: tr("UTF-8 text"), got: tr("\(bytes.count) other bytes"))
    }
    return text
  }

  /// As ``asString()``; `nil` for ``null``.
  public func asOptionalString() throws(RedisError) -> String? {
    isNull ? nil : try asString()
  }

  /// An integer, or a string that is a plain decimal number.
  public func asInteger() throws(RedisError) -> Int {
    switch self {
    case .integer(let number): return number
    case .string, .status:
      guard let number = try Int(asString()) else { throw unexpected(tr("an integer")) }
      return number
    default: throw unexpected(tr("an integer"))
    }
  }

  /// As ``asInteger()``; `nil` for ``null``.
  public func asOptionalInteger() throws(RedisError) -> Int? {
    isNull ? nil : try asInteger()
  }

  public func asArray() throws(RedisError) -> [RedisValue] {
    guard case .array(let values) = self else { throw unexpected(tr("an array")) }
    return values
  }

  /// An array of strings.
  public func asStrings() throws(RedisError) -> [String] {
    var strings: [String] = []
    for value in try asArray() { strings.append(try value.asString()) }
    return strings
  }

  /// An array of names and values in turn, as HGETALL and CONFIG GET answer. The order is lost; of
  /// a name that comes twice the last counts.
  public func asDictionary() throws(RedisError) -> [String: RedisValue] {
    let flat = try asArray()
    guard flat.count.isMultiple(of: 2) else { throw unexpected(tr("pairs")) }
    var result: [String: RedisValue] = [:]
    for index in stride(from: 0, to: flat.count, by: 2) {
      result[try flat[index].asString()] = flat[index + 1]
    }
    return result
  }

  /// - Throws: ``RedisError/server(_:)`` when this is an error reply.
  public func throwingServerError() throws(RedisError) -> RedisValue {
    if case .error(let error) = self { throw .server(error) }
    return self
  }

  private func unexpected(_ expected: String) -> RedisError {
    switch self {
    case .error(let error): .server(error)
    case .string(let bytes): .unexpectedReply(expected: expected, got: tr("\(bytes.count) bytes"))
    case .status(let text): .unexpectedReply(expected: expected, got: tr("status \(text)"))
    case .integer: .unexpectedReply(expected: expected, got: tr("an integer"))
    case .null: .unexpectedReply(expected: expected, got: "nil")
    case .array(let values):
      .unexpectedReply(expected: expected, got: tr("an array of \(values.count)"))
    }
  }
}
