internal import CeleryProtocol
internal import ClientSupport
internal import RedisClient

/// Listens for heartbeats while answers are missing: a worker that beats but does not answer is
/// in another trouble than one that does neither.
struct HeartbeatListener {
  /// Workers beat every 2 s (celery/events/state.py, HEARTBEAT_EXPIRE_WINDOW; `worker
  /// --heartbeat-interval`).
  static let twoBeats = Duration.milliseconds(4500)

  let endpoint: RedisEndpoint
  let keys: BrokerKeys
  let interrupt: Interrupt?

  /// The nodes heard so far.
  private(set) var heard: Set<String> = []
  private var subscriber: RedisSubscriber?

  init(endpoint: RedisEndpoint, keys: BrokerKeys, interrupt: Interrupt?) {
    self.endpoint = endpoint
    self.keys = keys
    self.interrupt = interrupt
  }

  /// Waits for `duration` and notes who is heard meanwhile. The connection is made at first use.
  mutating func listen(for duration: Duration, timeout: Duration) throws(RedisError) {
    let deadline = Deadline.after(duration)
    if subscriber == nil { subscriber = try connect(.after(timeout)) }
    while let message = try subscriber?.next(deadline: deadline) {
      for event in (try? CeleryEvent.decode(message.payload)) ?? [] {
        heard.insert(event.hostname)
      }
    }
  }

  private func connect(_ deadline: Deadline) throws(RedisError) -> RedisSubscriber {
    let subscriber = try RedisSubscriber.connect(
      endpoint, deadline: deadline, interrupt: interrupt)
    try subscriber.subscribe(keys.eventChannels("worker-heartbeat"), deadline: deadline)
    return subscriber
  }
}
