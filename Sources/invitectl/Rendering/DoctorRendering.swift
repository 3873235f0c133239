import InviteOps
import InviteSettings

/// `doctor` for people.
enum DoctorRendering {
  static func text(_ report: DoctorReport, showsSettings: Bool, _ style: Style) -> String {
    var text = showsSettings ? SettingsRendering.text(report.settings, style) + "\n" : ""
    for check in report.checks {
      text += "\(mark(check.verdict, style)) \(check.name): \(Sanitizing.line(check.detail))\n"
      if let why = check.why { text += "     \(style.dim("why:")) \(Sanitizing.line(why))\n" }
      for fix in check.fixes { text += "     \(style.dim("fix:")) \(Sanitizing.line(fix))\n" }
    }
    return text + "\n" + summary(report) + "\n"
  }

  private static func mark(_ verdict: DoctorReport.Verdict, _ style: Style) -> String {
    switch verdict {
    case .pass: style.good("pass")
    case .warn: style.warning("warn")
    case .fail: style.bad("FAIL")
    case .skip: style.dim("skip")
    }
  }

  private static func summary(_ report: DoctorReport) -> String {
    DoctorReport.Verdict.allCases.compactMap { verdict in
      let count = report.checks.count { $0.verdict == verdict }
      guard count > 0 else { return nil }
      return switch verdict {
      case .pass: "\(count) passed"
      case .warn: count == 1 ? "1 warning" : "\(count) warnings"
      case .fail: "\(count) failed"
      case .skip: "\(count) skipped"
      }
    }.joined(separator: ", ")
  }
}
