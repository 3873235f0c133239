/// A program that runs beside a test, leader of a group of processes of its own.
public protocol RunningProcess: Sendable {
  var processIdentifier: Int32 { get }
  var isRunning: Bool { get }

  /// Waits for its end.
  ///
  /// - Returns: its exit code, or 128 and the signal's number.
  @discardableResult
  func wait() -> Int32

  /// Sends a signal, unless it is gone.
  func signal(_ number: Int32)
}
