internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// Of buckets that are not as they should be: whose they are, and so what becomes of them.
struct BucketOwners {
  /// Keys of codes that the database has, in the order given.
  let owned: [String]
  /// Keys that belong to no code, or that nobody counts with: they can go.
  let orphans: [String]
  /// How this backend counts; `nil` where nobody could say, and then no key is an orphan.
  let counting: BackendCounting?

  /// Keys that one printed command names.
  static let shown = 20

  init(_ keys: [String], _ context: OperationContext) {
    // By bytes: an accent that a code begins with is no part of the sign before it.
    let codes = keys.map { key in
      String(
        decoding: key.utf8.dropFirst("redeem:".utf8.count).dropLast(":remaining".utf8.count),
        as: UTF8.self)
    }
    guard let connection = try? context.with(.doctor).postgres(),
      let counting = connection.facts?.generation?.counting,
      let rows = try? connection.query(
        CodeQueries.stored, [PostgresArray.literal(codes)], deadline: context.requestDeadline),
      let stored = try? Set(rows.map { ExactText(try $0.string("code")) })
    else {
      (owned, orphans, self.counting) = (keys, [], nil)
      return
    }
    self.counting = counting
    guard counting != .onJoin else {
      (owned, orphans) = ([], keys)
      return
    }
    owned = zip(keys, codes).filter { stored.contains(ExactText($0.1)) }.map(\.0)
    orphans = zip(keys, codes).filter { !stored.contains(ExactText($0.1)) }.map(\.0)
  }

  /// For a person to type: deletes the orphans, the first of many. Nothing where there are none.
  func deletion(_ context: OperationContext) -> [String] {
    orphans.isEmpty
      ? []
      : [ShellCommand.redis(context.endpoint(.bucket), ["DEL"] + orphans.prefix(Self.shown))]
  }
}
