internal import CountProtocol
internal import InviteDomain

/// Statements that look codes up by how they are spelled.
package enum CodeQueries {
  /// `$1` texts: those that are stored codes, `code`.
  package static func stored(_ backend: BackendSchema) -> String {
    "SELECT code FROM \(backend).redeem_codes WHERE code = ANY ($1::text[])"
  }

  /// `$1` texts: of each the `code` itself and `folded`, by which codes in rows are compared.
  package static let folds =
    "SELECT t.code, \(InviteKey.code("t.code")) AS folded FROM unnest($1::text[]) AS t (code)"

  /// For a person to type: the codes that differ from these in case and blanks alone.
  package static func alike(_ typed: [String], in backend: BackendSchema) -> String {
    let texts = typed.map { InviteKey.code(RowQueries.literal($0)) }
    return "SELECT code FROM \(backend).redeem_codes WHERE \(InviteKey.code("code")) "
      + "IN (\(texts.joined(separator: ", ")))"
  }

  /// The same for what is kept: the texts are named by their hashes, of ``hashes``.
  package static func alike(hashes: [String], in backend: BackendSchema) -> String {
    let texts = hashes.map { RowQueries.literal($0) }
    return "SELECT code FROM \(backend).redeem_codes WHERE md5(\(InviteKey.code("code"))) "
      + "IN (\(texts.joined(separator: ", ")))"
  }

  /// `$1` texts: of each the `hash` by which ``alike(hashes:in:)`` names it.
  package static let hashes =
    "SELECT md5(\(InviteKey.code("t.code"))) AS hash FROM unnest($1::text[]) AS t (code)"

  /// For a person to type: numbers of which a bucket can be made, in the place of NULL, of a
  /// `max_uses` that limits nothing and of a count below 0. The limit leaves one use, as that of the backend's
  /// models does; whoever types it may want another one.
  ///
  /// - Parameter zeroIsNoLimit: whether a `max_uses` of 0 is to stay, since the backend takes it for no limit.
  package static func mendNumbers(
    _ id: Int, maxUses: Int?, usedCount: Int?, zeroIsNoLimit: Bool = false,
    in backend: BackendSchema
  ) -> String {
    var numbers: [String] = []
    if (maxUses ?? 0) <= 0, maxUses != 0 || !zeroIsNoLimit {
      let used = min(max(0, usedCount ?? 0), mostUses - 1)
      numbers.append("max_uses = \(used + 1)")
    }
    if let maxUses, maxUses > mostUses { numbers.append("max_uses = \(mostUses)") }
    if (usedCount ?? -1) < 0 { numbers.append("used_count = 0") }
    return "UPDATE \(backend).redeem_codes SET \(numbers.joined(separator: ", ")) WHERE id = \(id)"
  }

  /// For a person to type: a `max_uses` that a bucket can hold, in the place of one that it cannot.
  package static func mendLimit(_ id: Int, maxUses: Int, in backend: BackendSchema) -> String {
    "UPDATE \(backend).redeem_codes SET max_uses = \(maxUses > 0 ? mostUses : 0) WHERE id = \(id) "
      + "AND max_uses = \(maxUses)"
  }

  /// Columns that are bigint hold more than a bucket counts.
  private static let mostUses = BucketValue.range.upperBound
}
