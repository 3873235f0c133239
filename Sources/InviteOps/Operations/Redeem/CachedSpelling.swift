internal import ClientSupport
internal import InviteDomain

/// Which codes a batch means, read a moment ago, with bounded memory.
final class CachedSpelling {
  private let servers: RedeemConnections
  private let remembers: Duration
  private static let most = 20_000

  /// By the bytes of the spelling that goes first. What is stored in none of its spellings stands
  /// here in capitals, by which the backend would refuse it.
  private var known: [[UInt8]: String] = [:]
  private var end = Deadline.after(.zero)

  init(_ servers: RedeemConnections, remembers: Duration) {
    self.servers = servers
    self.remembers = remembers
  }

  /// The code that is meant by each of the texts, in their order.
  func codes(_ typed: [CodeSpelling]) throws(Failure) -> [String] {
    let open = typed.filter { !$0.others.isEmpty }
    guard !open.isEmpty else { return typed.map(\.inCapitals) }
    if end.hasPassed || known.count > Self.most {
      known = [:]
      end = .after(remembers)
    }
    var wanted: [[UInt8]: CodeSpelling] = [:]
    for spelling in open where known[Self.key(spelling)] == nil {
      wanted[Self.key(spelling)] = spelling
    }
    if !wanted.isEmpty {
      let asked = Array(wanted.values)
      let found = try StoredCodes.find(
        asked, on: servers.postgres(), deadline: servers.context.requestDeadline)
      for (spelling, code) in zip(asked, found) {
        known[Self.key(spelling)] = code ?? spelling.inCapitals
      }
    }
    return typed.map { $0.others.isEmpty ? $0.inCapitals : known[Self.key($0)] ?? $0.inCapitals }
  }

  private static func key(_ spelling: CodeSpelling) -> [UInt8] {
    Array((spelling.others.first ?? spelling.inCapitals).utf8)
  }
}
