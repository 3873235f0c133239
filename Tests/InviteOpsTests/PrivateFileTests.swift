import Foundation
import InviteDomain
import InviteOps
import TestSupport
import Testing

/// Files that hold codes or say what a run has done.
@Suite struct PrivateFileTests {
  private let directory: String

  init() throws {
    directory = Sandbox.temporaryPath()
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: false)
  }

  private func removing(_ body: () throws -> Void) throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body()
  }

  @Test func `a file is its owner's from its first byte, and replaced as a whole`() throws {
    try removing {
      let path = "\(directory)/state"
      for text in ["first", "the second one"] {
        try PrivateFile.replace(path, with: Array(text.utf8))
        #expect(try PrivateFile.read(path, limit: 100) == Array(text.utf8))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["state"])
      #expect(try PrivateFile.read("\(directory)/none", limit: 100) == nil)
      #expect(throws: Failure.self) { try PrivateFile.read(path, limit: 5) }
    }
  }

  @Test func `links, pipes, directories and files that others write are named`() throws {
    try removing {
      let target = "\(directory)/target"
      try Data("keep".utf8).write(to: URL(filePath: target))
      chmod(target, 0o620)
      #expect(symlink(target, "\(directory)/link") == 0)
      #expect(symlink("/nonexistent/x", "\(directory)/dangling") == 0)
      #expect(mkfifo("\(directory)/pipe", 0o600) == 0)
      for (name, reason) in [
        ("link", "a symbolic link"), ("dangling", "a symbolic link"), ("pipe", "no regular file"),
        ("target", "may be written by others"),
      ] {
        let path = "\(directory)/\(name)"
        let read = #expect(throws: Failure.self) { try PrivateFile.read(path, limit: 100) }
        let written = #expect(throws: Failure.self) { try PrivateFile.replace(path, with: [1]) }
        let loaded = #expect(throws: Failure.self) { try BatchState.load(path, source: "-") }
        for failure in [read, written, loaded] {
          #expect(failure?.kind == .usage)
          #expect(failure?.message.contains(reason) == true, "\(name)")
          #expect(failure?.message.contains(path) == true)
        }
      }
      #expect(try Data(contentsOf: URL(filePath: target)) == Data("keep".utf8))
      #expect(throws: Failure.self) { try PrivateFile.replace(directory, with: [1]) }
    }
  }

  @Test func `what is no state of a batch is named and left alone`() throws {
    try removing {
      let path = "\(directory)/state"
      for text in [
        "a diary", "", #"{"batch":"b","source":"-"}"#, #"{"batch":"b","source":"-","lines":-1}"#,
        #"{"batch":"b","source":"-","lines":1e30}"#,
      ] {
        try Data(text.utf8).write(to: URL(filePath: path))
        let failure = #expect(throws: Failure.self) { try BatchState.load(path, source: "-") }
        #expect(failure?.kind == .usage)
        #expect(failure?.message.contains("is not the state of a batch") == true, "\(text)")
      }
      try FileManager.default.removeItem(atPath: path)
      let state = try BatchState.load(path, source: "-")
      try state.save(path)
      #expect(try BatchState.load(path, source: "-") == state)
    }
  }
}
