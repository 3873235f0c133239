internal import ClientSupport
internal import Glibc
internal import Synchronization

/// An address as `connect(2)` takes it.
struct SocketAddress: Sendable {
  let family: Int32
  let bytes: [UInt8]
}

/// Name lookup with a deadline: `getaddrinfo(3)` has none of its own, so it runs on a thread that
/// is left behind when the time is over.
enum AddressLookup {
  enum Outcome: Sendable {
    case found([SocketAddress])
    case unknown
    case timedOut
    case interrupted
  }

  static func resolve(
    host: String, port: Int, until deadline: Deadline, interrupt: Interrupt?
  ) -> Outcome {
    if let numeric = lookUp(host: host, port: port, flags: AI_NUMERICHOST) {
      return .found(numeric)
    }
    guard let job = Job(host: host, port: port), job.start() else { return .unknown }
    switch SocketWait.wait(
      for: job.readingEnd, reading: true, writing: false, until: deadline, interrupt: interrupt)
    {
    case .timedOut: return .timedOut
    case .interrupted: return .interrupted
    case .readable, .writable: return job.addresses.map { .found($0) } ?? .unknown
    }
  }

  /// Whether `host` is an address already.
  static func isNumeric(_ host: String) -> Bool {
    lookUp(host: host, port: 0, flags: AI_NUMERICHOST) != nil
  }

  private static func lookUp(host: String, port: Int, flags: Int32) -> [SocketAddress]? {
    var hints = addrinfo()
    hints.ai_flags = flags | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &list) == 0 else { return nil }
    defer { freeaddrinfo(list) }
    var found: [SocketAddress] = []
    var next = list
    while let entry = next?.pointee {
      let bytes = UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen))
      found.append(SocketAddress(family: entry.ai_family, bytes: Array(bytes)))
      next = entry.ai_next
    }
    return found
  }

  /// One lookup on a thread of its own. The thread holds the job, so that the pipe lives until
  /// both sides are done with it.
  private final class Job: Sendable {
    let readingEnd: Int32
    private let writingEnd: Int32
    private let host: String
    private let port: Int
    private let result = Mutex<[SocketAddress]?>(nil)

    init?(host: String, port: Int) {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { return nil }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      readingEnd = ends[0]
      writingEnd = ends[1]
      self.host = host
      self.port = port
    }

    deinit {
      close(readingEnd)
      close(writingEnd)
    }

    var addresses: [SocketAddress]? {
      result.withLock { $0 }
    }

    func start() -> Bool {
      var thread = pthread_t()
      let held = Unmanaged.passRetained(self)
      let failed = pthread_create(
        &thread, nil,
        { raw in
          guard let raw else { return nil }
          Unmanaged<Job>.fromOpaque(raw).takeRetainedValue().run()
          return nil
        }, held.toOpaque())
      guard failed == 0 else {
        held.release()
        return false
      }
      pthread_detach(thread)
      return true
    }

    private func run() {
      let found = AddressLookup.lookUp(host: host, port: port, flags: 0)
      result.withLock { $0 = found }
      var done: UInt8 = 1
      _ = write(writingEnd, &done, 1)
    }
  }
}
