internal import ClientSupport
internal import InviteDomain
internal import Localization

extension SettingResolver {
  /// `TABLE` or `SCHEMA.TABLE`.
  mutating func versionTable() throws(Failure) -> RevisionTableName? {
    let found = try layers.value(of: .versionTable)
    guard let found else {
      show(.versionTable, nil, .builtIn)
      return nil
    }
    guard let name = RevisionTableName(found.value) else {
      throw Failure(
        .usage,
        tr("\(found.source): '\(GivenText.shown(found.value))' is not the name of a table"),
        hint:
          tr(
            "write version_table of the backend's Alembic, or version_table_schema, a dot and that, "
              + "e.g. app.alembic_version"))
    }
    show(.versionTable, GivenText.shown(name.text), found.source)
    return name
  }
}
