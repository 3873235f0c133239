import Testing

@testable import InviteOps
@testable import PrometheusText

@Suite struct ListenTests {
  @Test(
    arguments: [
      (":9464", nil, 9464), ("127.0.0.1:0", "127.0.0.1", 0), ("[::1]:80", "::1", 80),
      ("localhost:65535", "localhost", 65535),
    ] as [(String, String?, Int)])
  func `an address is read and written alike`(text: String, host: String?, port: Int) {
    let address = ListenAddress(text)
    #expect(address?.host == host)
    #expect(address?.port == port)
    #expect(address?.description == text)
  }

  @Test(arguments: ["", "9464", ":", ":65536", ":-1", "::1:80", "[1.2.3.4]:80", "a b:80", "h/x:1"])
  func `anything else is no address`(text: String) {
    #expect(ListenAddress(text) == nil)
  }

  @Test(
    arguments: [
      (nil, MetricText.prometheus), ("*/*", .prometheus), ("text/plain", .prometheus),
      ("application/openmetrics-text", .openMetrics),
      ("application/openmetrics-text; version=1.0.0; q=0.5, text/plain", .prometheus),
      ("text/plain;q=0.5, Application/OpenMetrics-Text;version=\"1.0.0\"", .openMetrics),
      ("application/openmetrics-text;version=0.0.1", .prometheus),
      ("application/openmetrics-text;q=0", .prometheus),
    ] as [(String?, MetricText)])
  func `the scraper's favourite format`(accept: String?, format: MetricText) {
    #expect(AcceptHeader.format(accept) == format)
  }

  @Test func `a request's head`() {
    let request = HTTPRequest(
      head: Array("GET /metrics?a=b HTTP/1.1\r\nHost: x\r\nACCEPT: a\r\nAccept:  b \r\n\r\n".utf8))
    #expect(request?.method == "GET")
    #expect(request?.path == "/metrics")
    #expect(request?.headers == ["host": "x", "accept": "a, b"])
  }

  @Test(arguments: [
    "\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/2\r\n\r\n", "GET http://x/ HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\n bad: 1\r\n\r\n",
    "GET / HTTP/1.1\r\n: 1\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n",
  ])
  func `a broken head is refused`(text: String) {
    #expect(HTTPRequest(head: Array(text.utf8)) == nil)
  }
}
