extension ChineseCatalogue {
  static let doctor = #"""
    """#
}
