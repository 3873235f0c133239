import Glibc
import Synchronization

/// Threads for work that blocks. Each is one of its own, because a pool with as many threads as
/// cores stands still when all of them wait for a server.
public enum Threads {
  /// Runs `body` on a thread of its own and returns at once.
  ///
  /// - Returns: whether the system gave a thread; `body` does not run otherwise.
  public static func detach(_ body: @escaping @Sendable () -> Void) -> Bool {
    guard let thread = start(body) else { return false }
    pthread_detach(thread)
    return true
  }

  /// Runs `body` for 0…`count`-1 side by side, the first on this thread, and returns when all have
  /// ended. Where the system gives no thread, `body` runs here.
  public static func concurrently(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    var threads: [pthread_t] = []
    var left: [Int] = []
    for index in 0..<count where index > 0 {
      if let thread = start({ body(index) }) { threads.append(thread) } else { left.append(index) }
    }
    if count > 0 { body(0) }
    left.forEach(body)
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Runs `first` on this thread and, beside it, `second` on one of its own, and returns when both
  /// have ended. Where the system gives no thread, `second` runs here, after `first`.
  public static func both<First, Second>(
    _ first: () -> First, _ second: @escaping @Sendable () -> sending Second
  ) -> (First, Second) {
    let slot = Slot<Second>()
    let thread = start { slot.value.withLock { $0 = second() } }
    let one = first()
    if let thread { pthread_join(thread, nil) }
    return (one, slot.take() ?? second())
  }

  /// Where one thread leaves a value for another.
  private final class Slot<Value>: Sendable {
    let value = Mutex<Value?>(nil)

    func take() -> sending Value? {
      value.withLock { (value: inout sending Value?) -> sending Value? in
        let taken = value
        value = nil
        return taken
      }
    }
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private static func start(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
        return nil
      }, work.toOpaque())
    guard status == 0 else {
      work.release()
      return nil
    }
    return thread
  }
}
