import ArgumentParser
import InviteSettings
import Localization

/// The option of commands that read Alembic's revision.
struct RecordOptions: ParsableArguments {
  @Option(
    name: .customLong("version-table"),
    help: .init(tr("Alembic's version_table, if it is not where it looks."), valueName: "name"))
  var versionTable: String?

  var flags: [Setting: String] {
    var flags: [Setting: String] = [:]
    flags[.versionTable] = versionTable
    return flags
  }
}
