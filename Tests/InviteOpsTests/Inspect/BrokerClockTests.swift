import Testing

@testable import InviteOps

/// The clock by which ages of messages are told.
@Suite struct BrokerClockTests {
  @Test func `a time has its microseconds, so that no message is younger than it is`() {
    #expect(BrokerClock.time(["1700000001", "250000"]) == 1_700_000_001.25)
    #expect(BrokerClock.time(["1700000001"]) == 1_700_000_001)
    #expect(BrokerClock.time(["1700000001", "x"]) == 1_700_000_001)
    #expect(BrokerClock.time([]) == nil)
    #expect(BrokerClock.time(["x", "1"]) == nil)
  }
}
