import InviteDomain
import PostgresClient
import RedisClient
import Testing

@testable import InviteStorage

/// One way for errors up, whatever was thrown.
@Suite struct FailureOfTests {
  private struct Odd: Error, CustomStringConvertible {
    let description = "odd"
  }

  @Test func `a failure stays what it is`() {
    let failure = Failure(.debris, "something is in the way", hint: "repair")
    #expect(Failure(of: failure, doing: "build") == failure)
  }

  @Test func `errors of servers are said as everywhere`() {
    let lost = PostgresError.timedOut(.cancelled)
    #expect(Failure(of: lost, doing: "build") == Failure(lost, doing: "build"))
    #expect(
      Failure(of: RedisError.timedOut, doing: "read") == Failure(RedisError.timedOut, doing: "read")
    )
    #expect(Failure(of: RedisError.timedOut, doing: "read").isAboutConnection)
  }

  @Test func `anything else is named`() {
    #expect(
      Failure(of: Odd(), doing: "build the index").message == "could not build the index: odd")
  }
}
