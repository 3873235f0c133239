import InviteSettings
import Localization

/// Settings with their sources, for people.
enum SettingsRendering {
  static func text(_ settings: [InviteConfiguration.ResolvedSetting], _ style: Style) -> String {
    var table = TextTable([
      (tr("SETTING"), .left), (tr("VALUE"), .left), (tr("SOURCE"), .left),
    ])
    for setting in settings {
      table.add([setting.name, setting.value ?? tr("(not set)"), setting.source.description])
    }
    return table.render(style: style)
  }
}
