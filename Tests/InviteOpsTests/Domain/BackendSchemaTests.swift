import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

@Suite struct BackendSchemaTests {
  @Test func `a name is written as each place wants it`() {
    let schema = BackendSchema(name: #"it's "App""#, identifier: #""it's ""App""""#)
    #expect("\(schema).teams" == #""it's ""App"""."# + "teams")
    #expect(schema.literal == #"'it''s "App"'"#)
    #expect(schema.prefix == #"'"it''s ""App""".'"#)
    #expect(schema.regnamespace == #"to_regnamespace('"it''s ""App"""')"#)
    #expect(BackendSchema.standard.regclass("teams") == "to_regclass('public.teams')")
    // Right with and without standard_conforming_strings.
    #expect(BackendSchema(name: #"a\b"#, identifier: #""a\b""#).literal == #"E'a\\b'"#)
  }
}
