"""Reads metrics with the official parsers of prometheus_client and prints them as JSON.

    read_metrics.py openmetrics|prometheus < dump

Fails on anything the parser does not take. `NaN` and infinities are printed as text.
"""

import json
import math
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus

parse = {"openmetrics": openmetrics, "prometheus": prometheus}[sys.argv[1]]
families = []
for family in parse(sys.stdin.read()):
    families.append(
        {
            "name": family.name,
            "type": family.type,
            "unit": family.unit,
            "help": family.documentation,
            "samples": [
                {
                    "name": sample.name,
                    "labels": dict(sample.labels),
                    "value": sample.value if math.isfinite(sample.value) else str(sample.value),
                }
                for sample in family.samples
            ],
        }
    )
json.dump(families, sys.stdout)
