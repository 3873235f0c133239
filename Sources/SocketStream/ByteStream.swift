public import ClientSupport
internal import Glibc
internal import Localization

/// A connected socket, plain or under TLS, whose calls never block: ``wait(writing:until:)`` is
/// where the caller waits.
public final class ByteStream {
  /// -1 once closed.
  var descriptor: Int32
  private var tls: TLSSession?
  private var incoming = [UInt8](repeating: 0, count: 32 * 1024)
  private var plain: [UInt8] = []
  /// Cipher text that the socket did not take yet.
  private var unsent: ArraySlice<UInt8> = []
  /// Watched by every wait.
  public var interrupt: Interrupt?

  /// Connects, and makes the connection safe if asked to.
  ///
  /// - Throws: ``StreamError/couldNotConnect(_:)`` or ``StreamError/interrupted``.
  public init(
    _ address: StreamAddress, tls settings: TLSSettings? = nil, until deadline: Deadline,
    interrupt: Interrupt?
  ) throws(StreamError) {
    // Before the socket: a wrong file is found without bothering the server.
    let session = try settings.map { settings throws(StreamError) in
      try Self.session(settings, address)
    }
    self.interrupt = interrupt
    descriptor = try SocketConnect.open(address, until: deadline, interrupt: interrupt)
    if let session { try handshake(session, until: deadline) }
  }

  /// Takes over the descriptor of a connection that was accepted, which does not block.
  public init(accepted descriptor: Int32, interrupt: Interrupt?) {
    self.descriptor = descriptor
    self.interrupt = interrupt
  }

  deinit {
    close()
  }

  public var isClosed: Bool { descriptor < 0 }

  public func close() {
    guard descriptor >= 0 else { return }
    Glibc.close(descriptor)
    descriptor = -1
  }

  /// Whether something that ``send(_:)`` took is not on its way yet: wait for writing, then send
  /// again, nothing if need be.
  public var hasUnsent: Bool { !unsent.isEmpty }

  /// Waits until the socket can be read, or written if asked for.
  public func wait(writing: Bool, until deadline: Deadline) -> WaitOutcome {
    SocketWait.wait(
      for: descriptor, reading: true, writing: writing || hasUnsent, until: deadline,
      interrupt: interrupt)
  }

  /// Returns how many of the bytes were taken, 0 when the socket is full.
  public func send(_ bytes: ArraySlice<UInt8>) throws(StreamError) -> Int {
    guard let tls else { return try put(bytes) }
    try flush()
    guard unsent.isEmpty else { return 0 }
    // Not all at once: a large request would lie in memory twice.
    let chunk = bytes.prefix(256 * 1024)
    let outcome = chunk.withUnsafeBytes { raw in
      Result { () throws(TLSFailure) in try tls.encrypt(raw) }
    }
    do { try outcome.get() } catch { throw .tls(error) }
    try flush()
    return chunk.count
  }

  /// What has come, possibly nothing. Call it when ``wait(writing:until:)`` says readable.
  ///
  /// - Throws: ``StreamError/lost(_:)`` at the end of the stream.
  public func receive() throws(StreamError) -> ArraySlice<UInt8> {
    let descriptor = descriptor
    let count = incoming.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else {
      if count == 0 { throw .lost(tr("the server closed it")) }
      if errno == EINTR || errno == EAGAIN { return [] }
      throw .lost(String(cString: strerror(errno)))
    }
    guard let tls else { return incoming[..<count] }
    incoming.withUnsafeBytes { tls.accept(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    return try decrypted(tls)
  }

  private func decrypted(_ tls: TLSSession) throws(StreamError) -> ArraySlice<UInt8> {
    plain.removeAll(keepingCapacity: true)
    let ended: Bool
    do throws(TLSFailure) {
      ended = try tls.decrypt(into: &plain)
    } catch {
      throw .tls(error)
    }
    if ended, plain.isEmpty { throw .lost(tr("the server closed it")) }
    // A change of keys is answered at once.
    try flush()
    return plain[...]
  }

  /// Makes a plain connection a safe one, for protocols that agree on that in the clear. What came
  /// before must have been received.
  public func startTLS(
    _ settings: TLSSettings, to address: StreamAddress, until deadline: Deadline
  ) throws(StreamError) {
    try handshake(Self.session(settings, address), until: deadline)
  }

  /// The server's side of a handshake. What the client sent along with its end is returned.
  ///
  /// The stream is open also after a failure: the alert that tells the client why may be on its way.
  public func acceptTLS(
    _ context: TLSServerContext, until deadline: Deadline
  ) throws(StreamError) -> ArraySlice<UInt8> {
    let session: TLSSession
    do {
      session = try TLSSession(accepting: context)
    } catch {
      throw .couldNotConnect(.tls(error))
    }
    try negotiate(session, until: deadline)
    return try decrypted(session)
  }

  /// Whether what goes over it is encrypted.
  public var isSafe: Bool { tls != nil }

  /// The first byte that came, left where it is; `nil` where there is none.
  public func peek() -> UInt8? {
    var byte: UInt8 = 0
    return recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) == 1 ? byte : nil
  }

  /// Waits until the socket can be written, whatever comes in meanwhile.
  public func waitToSend(until deadline: Deadline) -> WaitOutcome {
    SocketWait.wait(for: descriptor, reading: false, writing: true, until: deadline)
  }

  /// Says that nothing more will be sent; what comes can still be received.
  public func finishSending() {
    tls?.finish()
    try? flush()
    shutdown(descriptor, Int32(SHUT_WR))
  }

  private static func session(
    _ settings: TLSSettings, _ address: StreamAddress
  ) throws(StreamError) -> TLSSession {
    let host =
      switch address {
      case .tcp(let host, _): host
      case .unix: "localhost"
      }
    do {
      return try TLSSession(settings, host: host)
    } catch {
      throw .couldNotConnect(.tls(error))
    }
  }

  private func handshake(
    _ tls: TLSSession, until deadline: Deadline
  ) throws(StreamError) {
    var settled = false
    defer { if !settled { close() } }
    try negotiate(tls, until: deadline)
    settled = true
  }

  private func negotiate(_ tls: TLSSession, until deadline: Deadline) throws(StreamError) {
    self.tls = tls
    while true {
      let done: Bool
      do throws(TLSFailure) {
        done = try tls.handshake()
      } catch {
        // The alert tells the other side why.
        try? flush()
        throw .couldNotConnect(.tls(error))
      }
      try flush()
      if done, !hasUnsent { break }
      switch wait(writing: false, until: deadline) {
      case .readable:
        let descriptor = descriptor
        let count = incoming.withUnsafeMutableBytes {
          recv(descriptor, $0.baseAddress, $0.count, 0)
        }
        if count == 0 { throw .lost(tr("the server closed it during the TLS handshake")) }
        if count < 0 {
          if errno == EINTR || errno == EAGAIN { continue }
          throw .lost(String(cString: strerror(errno)))
        }
        incoming.withUnsafeBytes { tls.accept(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      case .writable: continue
      case .timedOut: throw .couldNotConnect(.tls(.silent))
      case .interrupted: throw .interrupted
      }
    }
  }

  /// Sends as much as the socket takes of what TLS has to say.
  private func flush() throws(StreamError) {
    if let tls { unsent += tls.takeOutgoing() }
    while !unsent.isEmpty {
      let count = try put(unsent)
      guard count > 0 else { return }
      unsent = unsent.dropFirst(count)
    }
    unsent = []
  }

  private func put(_ bytes: ArraySlice<UInt8>) throws(StreamError) -> Int {
    while true {
      let count = bytes.withUnsafeBytes { raw in
        // MSG_NOSIGNAL: a peer that is gone is an error of this call, not the end of the process.
        Glibc.send(descriptor, raw.baseAddress, raw.count, Int32(MSG_NOSIGNAL))
      }
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      case EAGAIN: return 0
      // The server may have said why before it closed: let the reading side find it.
      case EPIPE, ECONNRESET: return bytes.count
      default: throw .lost(String(cString: strerror(errno)))
      }
    }
  }
}
