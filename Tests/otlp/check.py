"""Reads an OTLP/HTTP JSON body with the official protocol definition and prints its spans.

Fails on any field that the definition does not have, and on ids that are not OTLP's hexadecimal.
"""

import json
import re
import sys

from google.protobuf.json_format import Parse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

text = sys.stdin.read()
request = Parse(text, ExportTraceServiceRequest(), ignore_unknown_fields=False)
# protobuf's JSON would take ids for base64, where OTLP wants hexadecimal.
raw = json.loads(text)
spans = []
for given, parsed in zip(raw["resourceSpans"], request.resource_spans):
    resource = {a.key: a.value.string_value for a in parsed.resource.attributes}
    assert resource["service.name"], "no service.name"
    for scope, parsed_scope in zip(given["scopeSpans"], parsed.scope_spans):
        for one, span in zip(scope["spans"], parsed_scope.spans):
            assert re.fullmatch(r"[0-9a-f]{32}", one["traceId"]), one["traceId"]
            assert re.fullmatch(r"[0-9a-f]{16}", one["spanId"]), one["spanId"]
            parent = one.get("parentSpanId", "")
            assert re.fullmatch(r"([0-9a-f]{16})?", parent), parent
            assert span.name and 1 <= span.kind <= 5
            assert 0 < span.start_time_unix_nano <= span.end_time_unix_nano
            spans.append(
                {
                    "name": span.name,
                    "trace": one["traceId"],
                    "span": one["spanId"],
                    "parent": parent,
                    "service": resource["service.name"],
                    "attributes": {
                        a.key: getattr(a.value, a.value.WhichOneof("value"))
                        for a in span.attributes
                    },
                    "status": span.status.code,
                }
            )
json.dump(spans, sys.stdout)
