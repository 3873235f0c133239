/// What never is wrapped: statements, scripts, names and help texts of metrics as other exporters have them.
enum NeverTranslated {
  static let paths = [
    "Bzip2/", "Gzip/", "InviteOps/Operations/Metrics/Compatibility/", "InviteStorage/Queries/",
    "InviteStorage/Scripts/", "Localization/", "PrometheusText/",
  ]
}
