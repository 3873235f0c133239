import ClientSupport
import RedisClient
import TestSupport
import Testing

@Suite struct RedisSubscriberTests {
  private let subscriber: RedisSubscriber
  private let redis: RedisConnection
  private let channel = "test-\(UInt64.random(in: .min ... .max))"

  init() throws {
    let endpoint = try TestRedis().bucket
    redis = try TestRedis.connect(endpoint)
    subscriber = try RedisSubscriber.connect(endpoint, deadline: .after(.seconds(10)))
  }

  private var soon: Deadline { .after(.seconds(10)) }

  @Test func `what is published after subscribe returns is not missed`() throws {
    try subscriber.subscribe([channel, channel + "-2"], deadline: soon)
    #expect(try redis.send("PUBLISH", channel, "one") == .integer(1))
    try redis.send("PUBLISH", channel + "-2", [0, 255] as [UInt8])
    let first = try subscriber.next(deadline: soon)
    #expect(first?.channel == channel)
    #expect(first?.pattern == nil)
    #expect(first?.payload == Array("one".utf8))
    #expect(try subscriber.next(deadline: soon)?.payload == [0, 255])
  }

  @Test func `a pattern brings the channel's name`() throws {
    try subscriber.psubscribe([channel + "*"], deadline: soon)
    try redis.send("PUBLISH", channel + "/x", "p")
    let message = try subscriber.next(deadline: soon)
    #expect(message?.channel == channel + "/x")
    #expect(message?.pattern == channel + "*")
  }

  @Test func `a passed deadline is nil and loses nothing`() throws {
    try subscriber.subscribe([channel], deadline: soon)
    #expect(try subscriber.next(deadline: .after(.milliseconds(20))) == nil)
    #expect(!subscriber.isClosed)
    try redis.send("PUBLISH", channel, "late")
    #expect(try subscriber.next(deadline: soon)?.payload == Array("late".utf8))
  }

  @Test func `messages that come while another subscription is confirmed are kept`() throws {
    try subscriber.subscribe([channel], deadline: soon)
    for index in 0..<100 { try redis.send("PUBLISH", channel, index) }
    try subscriber.psubscribe([channel + "-other"], deadline: soon)
    for index in 0..<100 {
      #expect(try subscriber.next(deadline: soon)?.payload == Array(String(index).utf8))
    }
    try subscriber.unsubscribe([channel], deadline: soon)
    #expect(try redis.send("PUBLISH", channel, "x") == .integer(0))
  }
}
