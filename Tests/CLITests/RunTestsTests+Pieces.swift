import TestSupport
import Testing

extension RunTestsTests {
  /// Makes a segment of shared memory, and stays until run-tests has looked around: it sleeps between two looks.
  static let segment = #"""
    python3 -c '
    import ctypes, os, time
    ctypes.CDLL(None).shmget(0, 4096, 0o1600)
    looker = open(f"/proc/{os.getppid()}/stat").read().rpartition(")")[2].split()[1]
    def sleeps():
        status = open(f"/proc/{looker}/status").read()
        return int(status.split("voluntary_ctxt_switches:")[1].split()[0])
    before = sleeps()
    while sleeps() < before + 20: time.sleep(0.05)
    '
    """#

  /// What the tests tell is read while they write it.
  @Test func `an event that comes in two pieces, cut within a character, is one`() async throws {
    let program = #"""
      #!/bin/bash
      case " $* " in *" --list-tests "*) echo 'M.ATests/a()'; exit ;; esac
      while [ $# -gt 0 ]; do [ "$1" != --event-stream-output-path ] || events=$2; shift; done
      printf '{"kind":"test","version":0,"payload":{"kind":"function","id":"M.ATests/a()",' >>"$events"
      printf '"name":"a()","displayName":"the t\xc3' >>"$events"
      sleep 0.5
      printf '\xa4st"}}\n' >>"$events"
      for kind in testStarted testEnded runEnded; do
        printf '{"kind":"event","version":0,"payload":{"kind":"%s","testID":"M.ATests/a()",' $kind
        printf '"instant":{"absolute":1},"messages":[]}}\n'
      done >>"$events"
      """#
    let result = try await run(program, in: TemporaryFolder())
    #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
    #expect(result.output.contains("M.ATests: the t\u{E4}st\n"), "\(result.output)")
    #expect(result.errors.isEmpty, "\(result.errors)")
  }
}
