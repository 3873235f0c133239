extension Duration {
  /// The duration in seconds, for payloads and sentences.
  public var seconds: Double {
    let (whole, atto) = components
    return Double(whole) + Double(atto) * 1e-18
  }
}
