internal import CeleryProtocol
internal import ClientSupport
internal import Localization
internal import Logging
internal import RedisClient

/// Listens to the workers' events and counts them, for as long as the server runs. Events have no
/// history: what happens while the broker is away is not counted.
public struct TaskEventListener: Sendable {
  private let context: OperationContext
  private let counts: TaskEventCounts?
  private let waits: QueueWaits?
  private static let pause = Duration.seconds(1)

  /// - Parameter context: its interrupt ends ``run()``.
  public init(
    _ context: OperationContext, counting counts: TaskEventCounts?, waits: QueueWaits? = nil
  ) {
    self.context = context
    self.counts = counts
    self.waits = waits
  }

  /// Blocks until the interrupt; a lost connection is made again after a second.
  public func run() {
    while context.interrupt?.isTriggered != true {
      do throws(RedisError) {
        try listen()
      } catch {
        if error == .interrupted { return }
        context.logger.warning(
          "events of the workers are not heard: \(Speech.english(of: "\(error)"))")
        SocketWait.pause(Self.pause, interrupt: context.interrupt)
      }
    }
  }

  private func listen() throws(RedisError) {
    let deadline = context.requestDeadline
    let subscriber = try RedisSubscriber.connect(
      context.endpoint(.broker), deadline: deadline, interrupt: context.interrupt)
    try subscriber.psubscribe(context.brokerKeys.eventPatterns, deadline: deadline)
    while true {
      // Workers beat every 2 s; a minute of silence is either an idle fleet or a dead connection,
      // and a new connection tells the two apart.
      guard let message = try subscriber.next(deadline: .after(.seconds(60))) else { return }
      for event in (try? CeleryEvent.decode(message.payload)) ?? [] {
        waits?.count(event)
        guard let counts, counts.count(event) else { continue }
        context.logger.warning(
          """
          events name more tasks, hosts and queues than \(TaskEventCounts.mostSeries), or longer names \
          than any has: the rest is counted as \"\(TaskEventCounts.other)\"
          """)
      }
    }
  }
}
