internal import LosslessJSON

/// Spans as the body of an OTLP export.
///
/// Source: opentelemetry/proto/collector/trace/v1/trace_service.proto and its JSON mapping (OTLP
/// 1.3, "JSON Protobuf Encoding"): lowerCamelCase names, ids in hexadecimal, 64-bit integers as
/// strings, enums as numbers.
enum OTLPMessage {
  static func body(
    _ spans: [SpanRecord], dropped: Int, resource: [(name: String, value: String)]
  ) -> JSONValue {
    let attributes = resource.map { name, value in
      pair(name, ["stringValue": .string(value)])
    }
    let scope: JSONObject = ["name": "invitectl"]
    return [
      "resourceSpans": [
        [
          "resource": ["attributes": .array(attributes)],
          "scopeSpans": [
            ["scope": .object(scope), "spans": .array(spans.map { span($0, dropped) })]
          ],
        ]
      ]
    ]
  }

  private static func span(_ record: SpanRecord, _ dropped: Int) -> JSONValue {
    var attributes = record.attributes
    if dropped > 0, record.parentSpanID == nil {
      attributes.append(("invitectl.dropped_spans", ["intValue": .string(String(dropped))]))
    }
    var object: JSONObject = [
      "traceId": .string(record.trace.traceID),
      "spanId": .string(record.trace.spanID),
    ]
    if let parent = record.parentSpanID { object["parentSpanId"] = .string(parent) }
    object["name"] = .string(record.name)
    object["kind"] = .int(record.kind)
    object["startTimeUnixNano"] = .string(String(record.start))
    object["endTimeUnixNano"] = .string(String(record.end))
    object["attributes"] = .array(attributes.map { pair($0.name, $0.value) })
    if !record.events.isEmpty {
      object["events"] = .array(
        record.events.map { event in
          [
            "timeUnixNano": .string(String(event.time)), "name": .string(event.name),
            "attributes": .array(event.attributes.map { pair($0.name, $0.value) }),
          ]
        })
    }
    if let failed = record.failed {
      // trace.proto, Status.StatusCode: 1 ok, 2 error.
      var status: JSONObject = ["code": .int(failed ? 2 : 1)]
      if let message = record.message { status["message"] = .string(message) }
      object["status"] = .object(status)
    }
    return .object(object)
  }

  private static func pair(_ name: String, _ value: JSONValue) -> JSONValue {
    ["key": .string(name), "value": value]
  }
}
