import InviteOps
import InviteSettings
import Localization

/// `doctor` for people.
enum DoctorRendering {
  static func text(_ report: DoctorReport, showsSettings: Bool, _ style: Style) -> String {
    var text = showsSettings ? SettingsRendering.text(report.settings, style) + "\n" : ""
    for check in report.checks {
      let sign = mark(check.verdict, style)
      text += tr("\(sign) \(check.name): \(Sanitizing.line(check.detail))") + "\n"
      if let why = check.why { text += line(style.dim(tr("why:")), why) }
      for fix in check.fixes { text += line(style.dim(tr("fix:")), fix) }
    }
    return text + "\n" + summary(report) + "\n"
  }

  private static func line(_ label: String, _ said: String) -> String {
    "     " + Labelled.text(label, Sanitizing.line(said)) + "\n"
  }

  private static func mark(_ verdict: DoctorReport.Verdict, _ style: Style) -> String {
    switch verdict {
    case .pass: style.good(tr("pass"))
    case .warn: style.warning(tr("warn"))
    case .fail: style.bad(tr("FAIL"))
    case .skip: style.dim(tr("skip"))
    }
  }

  private static func summary(_ report: DoctorReport) -> String {
    DoctorReport.Verdict.allCases.compactMap { verdict in
      let count = report.checks.count { $0.verdict == verdict }
      guard count > 0 else { return nil }
      return switch verdict {
      case .pass: tr("\(count) passed")
      case .warn: tr(count, "\(count) warning", "\(count) warnings")
      case .fail: tr("\(count) failed")
      case .skip: tr("\(count) skipped")
      }
    }.joined(separator: tr(", "))
  }
}
