import Testing

@testable import InviteDomain
@testable import InviteStorage

/// Where the record is, by search paths and names alone.
@Suite struct RecordSearchTests {
  private func facts(_ schema: String) -> RelationFacts {
    RelationFacts(schema: schema, name: "alembic_version", owner: "app", columns: [:])
  }

  private func place(
    _ found: [String], paths: [[String]], backend: String = "public", _ chosen: String? = nil
  ) -> String {
    let search = RecordSearch(chosen.flatMap(RevisionTableName.init))
    switch search.place(
      found.map(facts), backend: BackendSchema(name: backend, identifier: backend), paths: paths)
    {
    case .notLookedFor: return "-"
    case .found(let table, _, let others): return "\(table) \(others)"
    case .missing(let table, let others): return "no \(table) \(others)"
    case .unclear(let tables): return "\(tables)?"
    }
  }

  @Test func `the first on a path that leads to the backend's tables`() {
    #expect(place(["public"], paths: [["public"]]) == "public.alembic_version []")
    #expect(
      place(["public", "app"], paths: [["app", "public"]])
        == "app.alembic_version [public.alembic_version]")
    #expect(place(["app"], paths: [["app", "public"]]) == "app.alembic_version []")
    #expect(
      place(["app"], paths: [["public"]]) == "no public.alembic_version [app.alembic_version]")
    // A path that leads past the backend's tables says nothing.
    #expect(
      place(["public", "app"], paths: [["public"]], backend: "app")
        == "app.alembic_version [public.alembic_version]")
    #expect(place([], paths: [[]]) == "no public.alembic_version []")
    #expect(
      place(["app", "public"], paths: [["public"], ["app", "public"]])
        == "[app.alembic_version, public.alembic_version]?")
    #expect(
      place(["app"], paths: [["public"], ["app", "public"]]) == "app.alembic_version []")
    #expect(
      place(["app", "public"], paths: [["app", "public"]], "public.alembic_version")
        == "public.alembic_version [app.alembic_version]")
  }

  @Test(
    arguments: [
      ("app, public", ["app", "public"]), (#""$user", public"#, ["$user", "public"]),
      (#""App", "It""s, so",PUBLIC"#, ["App", #"It"s, so"#, "public"]), ("\"\"", [""]), ("", []),
    ] as [(String, [String])])
  func `search_path as the server reads it`(text: String, names: [String]) {
    #expect(SessionFacts.path(text[...]) == names.filter { !$0.isEmpty })
  }

  @Test(
    arguments: [
      ("alembic_version", nil, "alembic_version"), ("app.v", "app", "v"), ("App.V", "App", "V"),
      (#""a.b"."c""d""#, "a.b", #"c"d"#), ("it's", nil, "it's"),
    ] as [(String, String?, String)])
  func `a name is read and written`(text: String, schema: String?, name: String) {
    let read = RevisionTableName(text)
    #expect(read?.schema == schema && read?.name == name)
    #expect(read.flatMap { RevisionTableName($0.text) } == read)
  }

  @Test(arguments: ["", ".", "a.", ".a", "a.b.c", "\"a", String(repeating: "x", count: 64)])
  func `what is no name is refused`(text: String) {
    #expect(RevisionTableName(text) == nil)
  }

  @Test(arguments: [
    ("006", 6), ("6", 6), (" 013_normalize_enum_casing\n", 13), ("026_add", 26),
    ("008_other", 8), ("\"007_add_performance_indexes\"", 7),
  ])
  func `what somebody meant`(text: String, number: Int) {
    let revision = Revision(rawValue: text)
    #expect(revision.isMalformed)
    #expect(revision.meant?.number == number)
  }

  @Test(arguments: ["head", "", "x", "Base", "27"])
  func `what nobody can have meant`(text: String) {
    #expect(Revision(rawValue: text).isMalformed)
    #expect(Revision(rawValue: text).meant == nil)
  }

  @Test(arguments: [
    "009_next", "012_whatever", "027_later", "f00ba4", "1975ea83b712", "003_remove_gemini",
    "123456789012", "008_add_composite_indexes", "026_add_bulk_email_jobs_logs",
  ])
  func `what may be a revision`(text: String) {
    #expect(!Revision(rawValue: text).isMalformed)
  }
}
