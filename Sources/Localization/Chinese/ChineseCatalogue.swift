/// The Chinese sentences. An area has a file of its own, so that several people can write at once; they are read as
/// one catalogue, in which a sentence stands once.
package enum ChineseCatalogue {
  package struct Area: Sendable {
    /// That of its file.
    package let name: String
    /// PO text; see ``Catalogue``.
    package let text: String

    package init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  package static let areas = [
    Area("Frame", frame), Area("Counts", counts), Area("Common", common), Area("Migrate", migrate),
    Area("Redeem", redeem), Area("SyncCounts", syncCounts), Area("Workers", workers),
    Area("Doctor", doctor), Area("Servers", servers),
  ]
}
