internal import CLibpq
internal import ClientSupport
internal import Glibc

/// Asks the server, over a connection of its own, to cancel what a session runs.
///
/// It is `@unchecked Sendable` because the PGcancel is made once, never changed, and freed when the
/// last reference goes; PQcancel only reads it, and "can safely be invoked from a thread that is
/// separate from the one manipulating the PGconn" (chapter 34.7 of the manual).
final class CancelHandle: @unchecked Sendable {
  private let pointer: OpaquePointer
  private let done = Interrupt()

  /// `nil` if the connection is broken.
  init?(_ connection: OpaquePointer) {
    guard let pointer = PQgetCancel(connection) else { return nil }
    self.pointer = pointer
  }

  deinit {
    PQfreeCancel(pointer)
  }

  /// Sends the request and waits for its delivery, at most `bound`; whether it was obeyed is seen
  /// on the session itself.
  ///
  /// PQcancel blocks in connect(2) without a limit, so it runs on a thread of its own; after the
  /// bound that thread is left to end by itself, and keeps the handle alive until then.
  func send(bound: Duration) {
    var thread = pthread_t()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let context = Unmanaged.passRetained(self)
    let status = pthread_create(
      &thread, &attributes,
      { context in
        guard let context else { return nil }
        let handle = Unmanaged<CancelHandle>.fromOpaque(context).takeRetainedValue()
        // 256 bytes are what the manual recommends; the text is of no use here.
        var reason = [CChar](repeating: 0, count: 256)
        _ = PQcancel(handle.pointer, &reason, Int32(reason.count))
        handle.done.trigger()
        return nil
      }, context.toOpaque())
    guard status == 0 else {
      context.release()
      return
    }
    SocketWait.pause(bound, interrupt: done)
  }
}
