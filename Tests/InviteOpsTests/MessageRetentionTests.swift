import Testing

@testable import InviteDomain
@testable import InviteOps

@Suite struct MessageRetentionTests {
  @Test func `a broker that does not say what it lost may have lost anything`() {
    #expect(MessageRetention(RedisInfo("")).completeSince == nil)
    let whole = "server_time_usec:5000000\nuptime_in_seconds:3\naof_enabled:"
    #expect(MessageRetention(RedisInfo(whole + "0")).completeSince == 2)
    #expect(MessageRetention(RedisInfo(whole + "1")).completeSince == 0)
    #expect(MessageRetention(RedisInfo(whole + "1\nevicted_keys:1")).completeSince == nil)
  }
}
