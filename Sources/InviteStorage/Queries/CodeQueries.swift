internal import InviteDomain

/// Statements that look codes up by how they are spelled.
package enum CodeQueries {
  /// `$1` texts: those that are stored codes, `code`.
  package static func stored(_ backend: BackendSchema) -> String {
    "SELECT code FROM \(backend).redeem_codes WHERE code = ANY ($1::text[])"
  }

  /// For a person to type: the codes that differ from these in case and blanks alone.
  package static func alike(_ typed: [String], in backend: BackendSchema) -> String {
    let texts = typed.map { InviteKey.code(RowQueries.literal($0)) }
    return "SELECT code FROM \(backend).redeem_codes WHERE \(InviteKey.code("code")) "
      + "IN (\(texts.joined(separator: ", ")))"
  }
}
