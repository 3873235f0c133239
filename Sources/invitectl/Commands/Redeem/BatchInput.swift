import ClientSupport
import Glibc
import InviteDomain
import InviteOps
import Localization

/// The bytes of a batch: a file, or standard input.
final class BatchInput {
  /// The path, or `-`.
  let name: String
  /// Bytes in all, where that can be known: of a regular file.
  let size: Int?
  private let descriptor: Int32
  private let interrupt: Interrupt?

  /// - Parameter interrupt: ends the wait for more input.
  /// - Throws: ``Failure/Kind/usage`` for a file that cannot be opened.
  init(_ name: String, interrupt: Interrupt?) throws(Failure) {
    self.name = name
    self.interrupt = interrupt
    descriptor = name == "-" ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(
        .usage, tr("cannot open \(name): \(String(cString: strerror(errno)))"),
        hint: tr("name a file of code,email lines, or - for standard input"))
    }
    var facts = stat()
    let isRegular = fstat(descriptor, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
    size = isRegular ? Int(facts.st_size) : nil
    var output = stat()
    guard isRegular, fstat(STDOUT_FILENO, &output) == 0, output.st_dev == facts.st_dev,
      output.st_ino == facts.st_ino
    else { return }
    throw Failure(
      .usage, tr("the answers would be written to \(name), which the batch is read from"),
      hint: tr("write them to another file"))
  }

  deinit {
    if descriptor > STDIN_FILENO { close(descriptor) }
  }

  /// Whether there are bytes, or the end: of a regular file always.
  var isReady: Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&wanted, 1, 0) > 0
  }

  /// The next bytes; empty at the end.
  ///
  /// - Throws: ``Failure/Kind/interrupted`` when a signal came first.
  func read() throws(Failure) -> [UInt8] {
    while true {
      if let bytes = try readOnce() { return bytes }
    }
  }

  /// `nil` where there was nothing yet: somebody has made the pipe one that does not wait.
  private func readOnce() throws(Failure) -> [UInt8]? {
    let outcome = SocketWait.wait(
      for: descriptor, reading: true, writing: false, until: .never, interrupt: interrupt)
    if outcome == .interrupted {
      throw Failure(.interrupted, tr("stopped while waiting for input"))
    }
    var failed: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: 64 * 1024) { room, count in
      var result = Glibc.read(descriptor, room.baseAddress, room.count)
      while result < 0, errno == EINTR {
        result = Glibc.read(descriptor, room.baseAddress, room.count)
      }
      if result < 0 { failed = errno }
      count = max(0, result)
    }
    if failed == EAGAIN { return nil }
    guard failed == 0 else {
      throw Failure(.error, tr("cannot read \(name): \(String(cString: strerror(failed)))"))
    }
    return bytes
  }
}
