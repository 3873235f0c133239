internal import CHiredis

/// Turns bytes into replies with hiredis' protocol reader.
struct ReplyReader: ~Copyable {
  private let reader: UnsafeMutablePointer<redisReader>

  init() throws(RedisError) {
    // read.c: NULL only when out of memory.
    guard let reader = redisReaderCreate() else { throw .protocolError("out of memory") }
    self.reader = reader
  }

  deinit {
    redisReaderFree(reader)
  }

  /// Adds what came from the socket. The bytes are copied.
  mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(RedisError) {
    let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress
    guard redisReaderFeed(reader, start, bytes.count) == REDIS_OK else { throw failure }
  }

  /// The next whole reply; `nil` when more bytes are needed.
  ///
  /// hiredis itself refuses arrays nested deeper than its stack of nine (read.c,
  /// `processMultiBulkItem`), which bounds the recursion below.
  mutating func next() throws(RedisError) -> RedisValue? {
    var object: UnsafeMutableRawPointer?
    guard redisReaderGetReply(reader, &object) == REDIS_OK else { throw failure }
    guard let object else { return nil }
    defer { freeReplyObject(object) }
    return Self.copy(object.assumingMemoryBound(to: redisReply.self).pointee)
  }

  private var failure: RedisError {
    let text = withUnsafeBytes(of: reader.pointee.errstr) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return .protocolError(text)
  }

  private static func copy(_ reply: redisReply) -> RedisValue {
    switch reply.type {
    case REDIS_REPLY_STRING: .string(Array(content(of: reply)))
    case REDIS_REPLY_STATUS: .status(String(decoding: content(of: reply), as: UTF8.self))
    case REDIS_REPLY_ERROR:
      .error(RedisServerError(reply: String(decoding: content(of: reply), as: UTF8.self)))
    case REDIS_REPLY_INTEGER: .integer(Int(reply.integer))
    case REDIS_REPLY_ARRAY:
      .array(
        UnsafeBufferPointer(start: reply.element, count: reply.elements).map { element in
          element.map { copy($0.pointee) } ?? .null
        })
    default: .null
    }
  }

  private static func content(of reply: redisReply) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: reply.str, count: reply.len)
  }
}
