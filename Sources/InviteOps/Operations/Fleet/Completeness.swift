internal import CeleryProtocol
internal import InviteDomain
internal import Localization

/// What a look at Celery's messages did not see. Nothing is put back, rebuilt or lowered on a look
/// that has such gaps.
public struct Completeness: Sendable, Hashable {
  /// Messages that cannot be read here, each by its id, by place and kind.
  private var unreadable: [Unread: Set<ExactText>] = [:]
  private var notSearched: Set<String> = []
  /// Workers that listen and did not answer.
  public private(set) var silentWorkers: Set<String> = []

  private struct Unread: Hashable {
    let place: String
    let kind: String
  }

  init() {}

  /// Whether everything was seen.
  public var isComplete: Bool {
    unreadable.isEmpty && notSearched.isEmpty && silentWorkers.isEmpty
  }

  /// Whether nothing is missing but what workers have or take.
  var isForWorkers: Bool { notSearched.isEmpty }

  /// One sentence a gap; safe for a terminal.
  public var gaps: [String] {
    let messages = unreadable.map { unread, ids in
      tr(
        ids.count, "\(ids.count) message in \(unread.place) cannot be read here: \(unread.kind)",
        "\(ids.count) messages in \(unread.place) cannot be read here: \(unread.kind)")
    }
    let silent =
      silentWorkers.isEmpty
      ? [] : [tr("no answer from \(silentWorkers.sorted().joined(separator: ", "))")]
    return messages.sorted() + notSearched.sorted() + silent
  }

  mutating func note(unread id: String, in place: String, _ reason: UnreadableMessage) {
    unreadable[Unread(place: place, kind: reason.kind), default: []].insert(ExactText(id))
  }

  mutating func note(notSearched sentence: String) {
    notSearched.insert(sentence)
  }

  /// What another look did not see besides; its silent workers are its own.
  mutating func merge(_ other: Completeness) {
    unreadable.merge(other.unreadable) { $0.union($1) }
    notSearched.formUnion(other.notSearched)
  }

  mutating func note(silent workers: Set<String>) {
    silentWorkers = workers
  }

  /// A worker has told the arguments of these messages.
  mutating func resolve(_ ids: Set<String>) {
    let told = Set(ids.map { ExactText($0) })
    for (unread, unseen) in unreadable {
      let left = unseen.subtracting(told)
      unreadable[unread] = left.isEmpty ? nil : left
    }
  }
}
