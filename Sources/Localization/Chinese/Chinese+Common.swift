extension ChineseCatalogue {
  static let common = #"""
    """#
}
