internal import ClientSupport
internal import Localization
internal import RedisClient

/// The messages of a list, page by page: the next one is asked for before the last one is looked through, and
/// of those that are not meant no byte is copied.
///
/// From the end that grows, so that what is taken meanwhile does not shift the rest: one that moves is read
/// twice rather than never. One connection, which keeps the pages in their order: on two, one that is
/// shifted by a new message could fall between them.
struct TracePages {
  /// Messages in a page. Redis is at each for about as long as at any other long command: a millisecond.
  static let size = 1000

  let connection: RedisConnection
  let list: String
  let timeout: Duration

  struct Page {
    /// Those that may be meant, by their place in it.
    var hits: [(place: Int, bytes: [UInt8])] = []
    /// How many there are in it.
    var count = 0
    /// Of the list, when it was read.
    var length = 0
  }

  func ask(from start: Int) throws(RedisError) {
    try connection.submit(
      EncodedCommands([["LRANGE", list, start, start + Self.size - 1], ["LLEN", list]]),
      ahead: true, deadline: .after(timeout))
  }

  /// The first page that was asked for and not looked through.
  func next(_ sift: inout TraceSift) throws(RedisError) -> Page {
    var sieve = sift
    defer { sift = sieve }
    var page = Page()
    let replies = try connection.replies(deadline: .after(timeout)) { place, bytes in
      if sieve.mayHold(bytes) { page.hits.append((place, Array(bytes))) }
    }
    guard replies.count == 2 else {
      throw .unexpectedReply(
        expected: tr("a page and a length"), got: tr("\(replies.count) values"))
    }
    page.count = try replies[0].asInteger()
    page.length = try replies[1].asInteger()
    return page
  }

  /// Fetches what was asked for and is not wanted any more: other calls can be made then.
  func leave() throws(RedisError) {
    while connection.hasSubmitted {
      _ = try connection.replies(deadline: .after(timeout)) { _, _ in }
    }
  }
}
