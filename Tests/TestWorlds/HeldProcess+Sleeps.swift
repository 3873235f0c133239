import Foundation

/// How far a process has come that does the same again and again.
extension HeldProcess {
  /// How often its threads have gone to sleep so far (proc(5)): that rises with what it does, however
  /// slow the machine is.
  package static func sleeps(_ pid: Int32) -> Int {
    let folder = "/proc/\(pid)/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return threads.reduce(0) { sum, thread in
      let status = try? String(contentsOfFile: "\(folder)/\(thread)/status", encoding: .utf8)
      let line = status?.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches") }
      return sum + (line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0)
    }
  }

  /// Returns when it has gone to sleep so many times, or has ended.
  package static func comesOn(_ pid: Int32, to sleeps: Int) async throws {
    try await eventually("process \(pid) has come on") {
      hasEnded(pid) || Self.sleeps(pid) >= sleeps
    }
  }
}
