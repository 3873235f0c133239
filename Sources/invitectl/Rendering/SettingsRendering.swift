import InviteSettings

/// Settings with their sources, for people.
enum SettingsRendering {
  static func text(_ settings: [InviteConfiguration.ResolvedSetting], _ style: Style) -> String {
    var table = TextTable([("SETTING", .left), ("VALUE", .left), ("SOURCE", .left)])
    for setting in settings {
      table.add([setting.name, setting.value ?? "(not set)", setting.source.description])
    }
    return table.render(style: style)
  }
}
