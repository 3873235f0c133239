import Testing

@testable import InviteDomain
@testable import InviteOps

@Suite struct MessageRetentionTests {
  private static let whole = """
    server_time_usec:5000000
    uptime_in_seconds:3
    role:master
    master_replid2:0000000000000000000000000000000000000000
    second_repl_offset:-1
    evicted_keys:0
    cmdstat_lpush:calls=1,usec=1
    """

  private static func since(_ more: String) -> Int? {
    MessageRetention(RedisInfo("\(whole)\n\(more)")).completeSince
  }

  @Test func `a broker that does not say what it lost may have lost anything`() {
    #expect(MessageRetention(RedisInfo("")).completeSince == nil)
    #expect(Self.since("") == 2)
    #expect(Self.since("evicted_keys:1") == nil)
    #expect(Self.since("cmdstat_swapdb:calls=1,usec=1") == nil)
  }

  @Test func `why a broker vouches for nothing, or since when, is said`() {
    func sentence(_ more: String) -> String {
      MessageRetention(RedisInfo("\(Self.whole)\n\(more)")).sentence
    }
    #expect(sentence("").contains("since its start 3s ago"))
    #expect(
      sentence("cmdstat_unlink:calls=1,usec=1\ncmdstat_flushdb:calls=1,usec=1")
        .contains("sent it FLUSHDB, UNLINK, by which messages may be lost"))
    #expect(sentence("evicted_keys:1").contains("evicted keys"))
    #expect(sentence("role:slave").contains("replica"))
    #expect(MessageRetention(RedisInfo("")).sentence.contains("see its INFO"))
  }

  @Test func `an append-only file tells nothing of what was before the start`() {
    #expect(Self.since("aof_enabled:1") == 2)
  }

  @Test func `one that was a replica may have lost what it was not sent`() {
    #expect(Self.since("role:slave") == nil)
    #expect(Self.since("master_replid2:8371b4fb1155b71f4a04d3e1bc3e18c4a990aeeb") == nil)
    #expect(Self.since("second_repl_offset:15") == nil)
    #expect(Self.since("cmdstat_slaveof:calls=1,usec=1") == nil)
    #expect(Self.since("cluster_enabled:1") == nil)
  }

  @Test func `a code is whole that was made since the start and not in the future`() {
    let retention = MessageRetention(RedisInfo(Self.whole))
    #expect(
      [2, 3, 5, 6, 7].map { retention.isWhole(since: $0) } == [false, true, true, true, false])
    #expect(!retention.isWhole(since: nil))
  }

  @Test func `what came since the start is whole, to the second`() {
    let retention = MessageRetention(RedisInfo(Self.whole))
    #expect(
      [0, 1.9, 2, 3, .infinity].map(retention.isWhole(for:)) == [true, true, false, false, false])
    #expect(!MessageRetention(RedisInfo("role:master")).isWhole(for: 0))
  }
}
