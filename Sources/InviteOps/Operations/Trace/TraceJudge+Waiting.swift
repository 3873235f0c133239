/// Others' messages in a queue that is to be consumed: one whose invite was made is run with the rest.
extension TraceJudge {
  /// What has queues consumed, behind what is to be typed before it. Of the messages of this invite its own verdicts
  /// tell.
  func consuming(_ queues: Set<String>, _ next: TraceVerdict.Next) -> TraceVerdict.Next {
    let others = facts.waiting.filter { message in
      guard let queue = message.queue, queues.contains(queue) else { return false }
      return !thread.messages.contains { $0.id == message.id }
    }
    guard let first = QuarantinedMessage.beforehand(others) else { return next }
    let text = next.kind == .advice ? next.text : "'\(next.text)'"
    return .advice(QuarantinedMessage.after(first, text))
  }
}
