internal import ClientSupport
internal import Glibc
internal import Localization

/// A server's clock beside ours: when we asked, what it said, when the answer was there.
struct ClockReading: Sendable {
  let server: Double
  let sent: Double
  let received: Double

  /// How far the server is ahead of us, in seconds, as near as the round trip lets us tell.
  var offset: Double { server - (sent + received) / 2 }
  /// Half the round trip: the error of ``offset``, in seconds.
  var uncertainty: Double { (received - sent) / 2 }

  /// Seconds since 1970 by this machine's clock.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// Compares the clocks of this machine, PostgreSQL and Redis.
enum ClockExamination {
  /// Beyond this, expiries and 24-hour windows differ by more than a person would notice.
  private static let tolerance = 2.0

  static func check(postgres: ClockReading?, redis: ClockReading?) -> DoctorReport.Check {
    let readings = [("PostgreSQL", postgres), ("Redis", redis)]
    let known = readings.compactMap { name, reading in reading.map { (name, $0) } }
    guard !known.isEmpty else {
      return .init(.clock, .skip, tr("no server answered"))
    }
    let text = known.map { name, reading in
      let milliseconds = Int(saturating: (reading.offset * 1000).rounded())
      return "\(name) \(milliseconds >= 0 ? "+" : "")\(milliseconds) ms"
    }.joined(separator: tr(", "))
    let off = known.contains { $0.1.offset.magnitude - $0.1.uncertainty > tolerance }
    return .init(
      .clock, off ? .warn : .pass, text,
      why: tr("expiry of codes and the 24-hour seat window are judged by these clocks"),
      fix: tr("synchronise the clocks, e.g. 'timedatectl set-ntp true' on each machine"))
  }
}
