internal import InviteDomain

extension GenerationMarks {
  /// As the look at a session shows them.
  init(_ tables: [String: RelationFacts], labels: [String: [String]]) {
    // A varchar's modifier is its width and the four bytes of a length word.
    let modifier = tables["operation_logs"]?.columns["ip_address"]?.modifier ?? -1
    self.init(
      columns: tables.mapValues { Set($0.columns.keys) }, labels: labels,
      addressWidth: modifier > 4 ? modifier - 4 : nil)
  }
}
