import Foundation

/// Signals of a process that are blocked or wait for it, as the kernel has them (proc(5)).
public enum SignalMask: String {
  case blocked = "SigBlk"
  /// Sent to the process and not taken yet.
  case pending = "ShdPnd"

  /// - Returns: false for a process that is gone, too.
  public func holds(_ signal: Int32, of pid: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix(rawValue) }),
      let mask = line.split(separator: "\t").last.flatMap({ UInt64($0, radix: 16) })
    else { return false }
    return mask & 1 << UInt64(signal - 1) != 0
  }
}
