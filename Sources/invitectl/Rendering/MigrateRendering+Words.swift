import Localization

/// Words of what migrate found and did, which JSON has in English.
extension MigrateRendering {
  /// - Parameter state: as the report has it.
  static func word(_ state: String) -> String {
    switch state {
    case "absent": tr("absent")
    case "table_missing": tr("table missing")
    case "valid": tr("valid")
    case "building": tr("building")
    case "different": tr("different")
    case "partial": tr("partial")
    case "invalid": tr("invalid")
    case "dropping": tr("dropping")
    case "name_taken": tr("name taken")
    default: String(state.map { $0 == "_" ? " " : $0 })
    }
  }

  static func mark(_ isWrong: Bool, _ style: Style) -> String {
    isWrong
      ? style.bad(DisplayWidth.padded(tr("WRONG"), to: 5))
      : style.good(DisplayWidth.padded(tr("ok"), to: 5))
  }

  /// How many were done; `nil` for none.
  static func done(_ count: Int, _ action: String) -> String? {
    guard count > 0 else { return nil }
    return switch action {
    case "build": tr("\(count) built")
    case "reindex": tr("\(count) rebuilt")
    case "join": tr("\(count) put together")
    case "drop": tr("\(count) dropped")
    default: tr("\(count) cleared")
    }
  }
}
