internal import CHiredis
internal import Localization

/// Turns bytes into replies with hiredis' protocol reader.
struct ReplyReader: ~Copyable {
  private let reader: UnsafeMutablePointer<redisReader>
  private let loan: ReplyLoan
  /// Whether the reply that is being read is made by ``ReplyLoan/functions``.
  private var isLending = false

  init() throws(RedisError) {
    // read.c: NULL only when out of memory.
    guard let reader = redisReaderCreate() else { throw .protocolError(tr("out of memory")) }
    self.reader = reader
    loan = ReplyLoan(reader.pointee.fn)
    reader.pointee.privdata = Unmanaged.passUnretained(loan).toOpaque()
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
  ///
  /// - Parameter lend: gets each string of an array, with its place, for as long as it runs; nothing of them is
  ///   copied, and the reply is the number of elements.
  mutating func next(
    lending lend: ((Int, UnsafeRawBufferPointer) -> Void)? = nil
  ) throws(RedisError) -> RedisValue? {
    // -1 between two replies (read.c). One that was begun is ended as it was begun.
    if reader.pointee.ridx == -1 {
      isLending = lend != nil
      reader.pointee.fn = isLending ? loan.functions : loan.usual
    }
    loan.lend = isLending ? lend : nil
    defer { loan.lend = nil }
    var object: UnsafeMutableRawPointer?
    guard redisReaderGetReply(reader, &object) == REDIS_OK else { throw failure }
    guard let object else { return nil }
    defer { freeReplyObject(object) }
    let reply = object.assumingMemoryBound(to: redisReply.self).pointee
    guard let lend, reply.type == REDIS_REPLY_ARRAY else { return Self.copy(reply) }
    if !isLending { Self.lend(reply, lend) }
    return .integer(Int(reply.elements))
  }

  /// The strings of an array that was read before somebody asked for them.
  private static func lend(_ reply: redisReply, _ lend: (Int, UnsafeRawBufferPointer) -> Void) {
    let elements = UnsafeBufferPointer(start: reply.element, count: Int(reply.elements))
    for (place, element) in elements.enumerated() {
      guard let element, element.pointee.type == REDIS_REPLY_STRING else { continue }
      lend(place, content(of: element.pointee))
    }
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
