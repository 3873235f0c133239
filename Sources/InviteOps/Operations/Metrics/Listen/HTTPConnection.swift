internal import ClientSupport
internal import Glibc
internal import Localization
internal import SocketStream

/// One accepted connection: a request comes in, an answer goes out. Under TLS the same times hold, the
/// handshake counted in.
final class HTTPConnection {
  private let stream: ByteStream
  private let stop: Interrupt
  /// Where the request begins, if it came along with the end of the handshake.
  private var early: [UInt8] = []
  private let silenceEnd: Deadline
  private let readEnd: Deadline
  private static let headLimit = 16 * 1024
  /// For the first byte: who connects has something to ask.
  private static let silence = Duration.seconds(1)
  /// For the whole head.
  private static let readTime = Duration.seconds(5)
  private static let writeTime = Duration.seconds(30)

  enum Head {
    case request(HTTPRequest)
    case refused(HTTPResponse)
    /// The peer went away.
    case gone
  }

  /// How a handshake ended.
  enum Handshake {
    case done
    /// It speaks no TLS, and can be told so.
    case plain
    case gone
  }

  /// - Parameters:
  ///   - descriptor: of a socket that does not block; ``close()`` closes it.
  ///   - stop: ends waiting for a request that has not come yet.
  init(descriptor: Int32, stop: Interrupt) {
    stream = ByteStream(accepted: descriptor, interrupt: stop)
    self.stop = stop
    silenceEnd = .after(Self.silence)
    readEnd = .after(Self.readTime)
  }

  /// To be called before ``readHead()``.
  func handshake(_ context: TLSServerContext) -> Handshake {
    guard stream.wait(writing: false, until: silenceEnd) == .readable, let first = stream.peek()
    else { return .gone }
    // The content type of a handshake (RFC 8446, section 5.1).
    guard first == 22 else { return .plain }
    do throws(StreamError) {
      early = Array(try stream.acceptTLS(context, until: readEnd))
      return .done
    } catch {
      return .gone
    }
  }

  func readHead() -> Head {
    var bytes = early
    while true {
      if let length = Self.endOfHead(bytes) {
        guard let request = HTTPRequest(head: Array(bytes[..<length])) else {
          return .refused(.text(400, verbatim("this is not an HTTP/1.1 request\n")))
        }
        return .request(request)
      }
      if bytes.count > Self.headLimit {
        return .refused(.text(431, verbatim("the request's head is larger than 16 KiB\n")))
      }
      let deadline = bytes.isEmpty && !stream.isSafe ? silenceEnd : readEnd
      switch stream.wait(writing: false, until: deadline) {
      case .timedOut: return .refused(.text(408, verbatim("no request came\n")))
      case .interrupted where bytes.isEmpty: return .gone
      case .interrupted, .readable, .writable: break
      }
      guard let part = try? stream.receive() else { return .gone }
      bytes += part
      if part.isEmpty {
        if stop.isTriggered { SocketWait.pause(.milliseconds(1)) }
        if deadline.hasPassed { return .refused(.text(408, verbatim("the request did not end\n"))) }
      }
    }
  }

  /// The position after the empty line.
  private static func endOfHead(_ bytes: [UInt8]) -> Int? {
    let mark: [UInt8] = [13, 10, 13, 10]
    return bytes.firstRange(of: mark)?.upperBound
  }

  func write(_ bytes: [UInt8]) {
    let deadline = Deadline.after(Self.writeTime)
    var rest = bytes[...]
    while !rest.isEmpty || stream.hasUnsent {
      guard let count = try? stream.send(rest) else { return }
      rest = rest.dropFirst(count)
      let isFull = stream.hasUnsent || count == 0 && !rest.isEmpty
      if isFull, stream.waitToSend(until: deadline) == .timedOut { return }
    }
  }

  /// Ends our side so that the answer arrives: closing while unread bytes of the peer lie here would
  /// send a reset, which can overtake it.
  func drain() {
    stream.interrupt = nil
    stream.finishSending()
    let deadline = Deadline.after(.milliseconds(500))
    while stream.wait(writing: false, until: deadline) == .readable {
      guard (try? stream.receive()) != nil else { break }
    }
  }

  /// Whose connection it is: its address, of IPv6 the network of 64 bits that one host may have all of.
  var peer: String { stream.peerNetwork }

  func close() { stream.close() }
}
