/// What a state seldom has: it lies apart, so that a copy of the state moves a reference to it and no more.
/// To move states is a third of an exploration's time.
@propertyWrapper struct Aside<Value: Sendable>: Sendable, CustomStringConvertible {
  private final class Place: Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
  }

  private var place: Place?

  init(wrappedValue: Value?) { place = wrappedValue.map(Place.init) }

  var wrappedValue: Value? {
    get { place?.value }
    set { place = newValue.map(Place.init) }
  }

  var description: String { place.map { "\($0.value)" } ?? "nil" }
}
