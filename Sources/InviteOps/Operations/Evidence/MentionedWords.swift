internal import CeleryProtocol
internal import InviteDomain
internal import Localization

/// The words of calls that are not understood, without their case, and which call each is of.
struct MentionedWords {
  /// Some 100 MB; an invite that is stuck is not looked for among more.
  private static let most = 1_000_000

  private var calls: [String] = []
  private var places: [String: Int] = [:]
  private var callOfWord: [ExactText: Int] = [:]
  private var hasMore = false

  /// What is said when there were more than are remembered.
  var gap: String? {
    hasMore
      ? tr("more calls of tasks that are not known here than \(Self.most) words of them") : nil
  }

  mutating func add(_ mentions: CallMentions, by call: String) {
    let place: Int
    if let known = places[call] {
      place = known
    } else {
      place = calls.count
      calls.append(call)
      places[call] = place
    }
    for word in mentions.words {
      guard callOfWord.count < Self.most else {
        hasMore = true
        return
      }
      callOfWord[Self.folded(word)] = place
    }
  }

  /// One of the calls that name an email or a code, in any case; `nil` when none does.
  func call(naming word: String) -> String? {
    let word = Self.folded(word)
    return word.text.isEmpty ? nil : callOfWord[word].map { calls[$0] }
  }

  /// As an email and a code are both compared.
  static func folded(_ word: String) -> ExactText { ExactText(folding: word) }
}
