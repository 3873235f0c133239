internal import LosslessJSON

/// What is to be said of the bytes of a message.
package enum MessageVerdict {
  case sound
  /// Workers may well read it.
  case unreadable(UnreadableMessage)
  /// Celery cannot read it either; what workers do with it.
  case malformed(String)

  package init(_ bytes: [UInt8]) {
    do throws(MessageEnvelope.DecodingFailure) {
      self.init(try MessageEnvelope(decoding: bytes))
    } catch {
      if case .json(let problem) = error, problem.kind == .tooLarge || problem.kind == .tooDeep {
        self = .unreadable(.tooLarge)
      } else {
        self = .malformed("\(error)")
      }
    }
  }

  package init(_ envelope: MessageEnvelope) {
    if let defect = QueuedTask.defect(of: envelope) {
      self = .malformed(defect)
    } else if let reason = QueuedTask(envelope).unreadable {
      self = .unreadable(reason)
    } else {
      self = .sound
    }
  }
}
