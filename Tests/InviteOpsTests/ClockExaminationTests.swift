import Testing

@testable import InviteOps

@Suite struct ClockExaminationTests {
  private func reading(ahead seconds: Double, roundTrip: Double = 0.002) -> ClockReading {
    ClockReading(server: 1000 + roundTrip / 2 + seconds, sent: 1000, received: 1000 + roundTrip)
  }

  @Test func `a server more than two seconds off warns, and names by how much`() {
    let check = ClockExamination.check(
      postgres: reading(ahead: 0.1), redis: reading(ahead: -3.5))
    #expect(check.verdict == .warn)
    #expect(check.detail == "PostgreSQL +100 ms, Redis -3500 ms")
    #expect(ClockExamination.check(postgres: reading(ahead: 2.5), redis: nil).verdict == .warn)
  }

  @Test func `less passes, and so does what a slow answer explains`() {
    #expect(ClockExamination.check(postgres: reading(ahead: 1.9), redis: nil).verdict == .pass)
    let slow = reading(ahead: 2.5, roundTrip: 2)
    #expect(ClockExamination.check(postgres: slow, redis: nil).verdict == .pass)
  }
}
