import Synchronization

/// The English of what was said last in another language: a sentence that is shown to a person may also be stored,
/// and what is stored is English.
enum SpokenSentences {
  /// More than one run's failures and notes; a service that speaks for weeks does not grow by them.
  private static let most = 2000
  private static let sentences = Mutex<[String: String]>([:])

  static func remember(_ text: String, english: String) {
    sentences.withLock { sentences in
      if sentences.count >= most { sentences.removeAll(keepingCapacity: true) }
      sentences[text] = english
    }
  }

  /// The text itself where it was not said by us.
  static func english(of text: String) -> String {
    sentences.withLock { $0[text] } ?? text
  }
}
