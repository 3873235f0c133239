import Foundation
import InviteOps
import Testing

@testable import invitectl

/// Faults S18: nothing from outside may act on a terminal or read as what it is not.
@Suite struct SanitizingTests {
  /// Title by OSC, 8-bit CSI, carriage return, backspace, DEL, both ways of turning the direction,
  /// line separator, what is not seen at all.
  private static let hostile =
    "X\u{1B}]0;owned\u{7}\u{9B}31m\r\u{8}\u{7F}\u{202E}\u{2066}\u{2028}\u{200B}\u{FEFF}\u{AD}\u{E0041}é中"

  private func isSafe(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0 == "\n" || !Sanitizing.isUnsafe($0) }
  }

  @Test func `a line and a screen show what is unsafe by its number`() {
    for text in [Sanitizing.line(Self.hostile), Sanitizing.screen(Self.hostile)] {
      #expect(isSafe(text), "\(text.debugDescription)")
      #expect(text.hasPrefix("X\\u{1b}]0;owned\\u{7}\\u{9b}31m"))
      #expect(text.hasSuffix("é中"))
    }
    #expect(Sanitizing.line("a\tb\nc") == "a b c")
    #expect(Sanitizing.screen("a\tb\nc") == "a\tb\nc")
    #expect(Sanitizing.screen("👩\u{200D}🚀 नि") == "👩\u{200D}🚀 नि")
  }

  @Test func `what looks alike is told apart where a text is shown exactly`() {
    // As scalars: equal strings are those that look alike.
    #expect(Sanitizing.exactly("TE\u{301}1") == #"TE\u{301}1"#)
    #expect(Sanitizing.exactly("T\u{C9}1").unicodeScalars.elementsEqual("T\u{C9}1".unicodeScalars))
    #expect(Sanitizing.exactly("中\u{202E}1") == #"中\u{202e}1"#)
  }

  @Test func `our colours stay on a screen, and no other sequence`() {
    let style = Style(isOn: true, columns: nil)
    let ours =
      [style.bold("a"), style.dim("b"), style.good("c"), style.warning("d")]
      + [style.bad("e"), style.reversed("f")]
    for text in ours { #expect(Sanitizing.screen(text) == text) }
    #expect(Sanitizing.screen("\u{1B}[8mhidden") == "\\u{1b}[8mhidden")
    #expect(Sanitizing.screen("\u{1B}[2J") == "\\u{1b}[2J")
    #expect(Sanitizing.screen("\u{1B}") == "\\u{1b}")
    // A colour that stands in a value, where none is ours.
    #expect(Sanitizing.screen("\u{1B}[31m") == "\u{1B}[31m")
    #expect(Sanitizing.colourless("a{b=\"\u{1B}[31m\"} 1\nc\n") == "a{b=\"\\u{1b}[31m\"} 1\nc\n")
  }

  @Test func `JSON keeps its values, and is safe to look at`() throws {
    struct Payload: Codable, Equatable { var text: String }
    for pretty in [true, false] {
      let json = JSONOutput.render(Payload(text: Self.hostile), pretty: pretty)
      #expect(isSafe(json), "\(json.debugDescription)")
      let read = try JSONDecoder().decode(Payload.self, from: Data(json.utf8))
      #expect(Array(read.text.unicodeScalars) == Array(Self.hostile.unicodeScalars))
    }
  }
}
