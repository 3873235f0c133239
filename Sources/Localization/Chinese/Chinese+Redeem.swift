extension ChineseCatalogue {
  static let redeem = #"""
    """#
}
