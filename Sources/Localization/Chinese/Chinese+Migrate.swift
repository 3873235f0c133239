extension ChineseCatalogue {
  static let migrate = #"""
    """#
}
