"""Tables and plots from finished series."""

from __future__ import annotations

import math
import os
import platform
import subprocess
from datetime import date
from pathlib import Path

from Benchmarks.frame import INVITECTL, PSQL, ROOT, Contender, Series

WIDE = 0.25
"""A middle half wider than this share of the median is said to be noise."""


def number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def row(contender: Contender, series: Series) -> list[str]:
    ours = series.ours.median
    ratio = "" if contender.role == "ours" or not ours else number(contender.median / ours)
    return [
        series.title,
        contender.name,
        f"{number(contender.median)} {series.unit}",
        f"{number(min(contender.values))}–{number(max(contender.values))}",
        f"{contender.rss:.0f} MB" if contender.rss else "",
        ratio,
        "wide" if contender.spread > WIDE else "",
    ]


HEAD = ["job", "contender", "median", "min–max", "RSS", "÷ ours", "spread"]


def verdicts(series: Series) -> list[list[str]]:
    result = []
    for target in series.targets:
        other = series.named(target.against) if target.against else None
        reached, text = target.judge(series.ours, other, series.unit)
        median = series.ours.median
        measured = f"{number(median / other.median)} ×" if other and other.median else number(median)
        result.append(
            [
                series.title,
                text,
                measured,
                "reached" if reached else f"missed{': ' if series.reason else ''}{series.reason}",
            ]
        )
    return result


VERDICT_HEAD = ["job", "target", "measured", "result"]


def table(head: list[str], rows: list[list[str]]) -> str:
    widths = [max(len(line[i]) for line in [head, *rows]) for i in range(len(head))]
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + " |"
    return "\n".join([line(head), "|" + "|".join("-" * (w + 2) for w in widths) + "|"] +
                     [line(cells) for cells in rows])


def fit(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Least squares of cost = a · size^b, from the logarithms."""
    xs = [math.log(x) for x, _ in points]
    ys = [math.log(y) for _, y in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) / sum(
        (x - mean_x) ** 2 for x in xs
    )
    return math.exp(mean_y - slope * mean_x), slope


def growth(series: list[Series]) -> list[list[str]]:
    """How each contender's cost grows with the work, where a job has several sizes."""
    sized = [one for one in series if one.size]
    names = {contender.name for one in sized for contender in one.contenders}
    rows = []
    for name in sorted(names):
        points = [
            (one.size, one.named(name).median)
            for one in sized
            if any(c.name == name for c in one.contenders)
        ]
        if len({size for size, _ in points}) >= 3:
            _, exponent = fit(points)
            rows.append([name, f"size^{exponent:.2f}"])
    return rows


COLOURS = ["#0969da", "#cf222e", "#1a7f37", "#8250df"]


def plot(title: str, series: list[Series]) -> str | None:
    """Medians over sizes with min–max bars, both axes logarithmic."""
    sized = [one for one in series if one.size]
    if len({one.size for one in sized}) < 2:
        return None
    names: list[str] = []
    for one in sized:
        names += [c.name for c in one.contenders if c.name not in names]
    xs = [math.log10(one.size) for one in sized]
    values = [v for one in sized for c in one.contenders for v in c.values]
    ys = [math.log10(v) for v in values if v > 0]
    left, right, top, bottom = 70, 620, 40, 340

    def x(size: float) -> float:
        return left + (math.log10(size) - min(xs)) / (max(xs) - min(xs)) * (right - left)

    def y(value: float) -> float:
        span = max(max(ys) - min(ys), 0.1)
        return bottom - (math.log10(value) - min(ys)) / span * (bottom - top)

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="400" '
        'font-family="sans-serif" font-size="12">',
        '<rect width="800" height="400" fill="white"/>',
        f'<text x="{left}" y="20" font-size="14">{title} ({sized[0].unit})</text>',
        f'<path d="M{left} {top}V{bottom}H{right}" fill="none" stroke="#57606a"/>',
    ]
    for size in sorted({one.size for one in sized}):
        parts.append(
            f'<text x="{x(size):.0f}" y="{bottom + 18}" text-anchor="middle">{size:,.0f}</text>'
        )
    for power in range(math.floor(min(ys)), math.ceil(max(ys)) + 1):
        if min(ys) <= power <= max(ys):
            parts.append(
                f'<text x="{left - 6}" y="{y(10**power) + 4:.0f}" text-anchor="end">'
                f"{10.0**power:g}</text>"
            )
    for index, name in enumerate(names):
        colour = COLOURS[index % len(COLOURS)]
        points = []
        for one in sized:
            for contender in one.contenders:
                if contender.name == name:
                    points.append((x(one.size), y(contender.median)))
                    parts.append(
                        f'<path d="M{x(one.size):.1f} {y(min(contender.values)):.1f}'
                        f'V{y(max(contender.values)):.1f}" stroke="{colour}"/>'
                    )
        line = " ".join(f"{px:.1f},{py:.1f}" for px, py in sorted(points))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(
            f'<text x="{right + 15}" y="{top + 20 * index + 10}" fill="{colour}">{name}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


def machine() -> str:
    def first(*argv: str) -> str:
        try:
            done = subprocess.run(argv, capture_output=True, text=True, check=True)
            return done.stdout.splitlines()[0].strip()
        except (OSError, subprocess.CalledProcessError, IndexError):
            return f"no {argv[0]}"

    cpu = platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                cpu = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    return "\n".join(
        [
            f"- {date.today().isoformat()}, {os.cpu_count()} × {cpu}, {platform.system()} "
            f"{platform.release()}",
            f"- {first(INVITECTL, '--version')}",
            f"- {first(PSQL, '--version')}; {first('redis-server', '--version')[:40]}",
            f"- load before the run: {os.getloadavg()[0]:.2f}",
        ]
    )


def write(job: str, about: str, series: list[Series], machine_text: str) -> None:
    folder = ROOT / "docs" / "performance"
    folder.mkdir(parents=True, exist_ok=True)
    rows = [row(c, one) for one in series for c in one.contenders]
    parts = [f"# {job}", "", about.strip(), "", machine_text, "", table(HEAD, rows), ""]
    judged = [line for one in series for line in verdicts(one)]
    if judged:
        parts += [table(VERDICT_HEAD, judged), ""]
    grown = growth(series)
    if grown:
        parts += [table(["contender", "grows as"], grown), ""]
    drawing = plot(job, series)
    if drawing:
        (folder / f"{job}.svg").write_text(drawing)
        parts += [f"![{job}]({job}.svg)", ""]
    parts.append(f"Made by `make bench ONLY={job}`; runs alternate between the contenders. "
                 "“wide”: the middle half of the runs spans over a quarter of the median.\n")
    (folder / f"{job}.md").write_text("\n".join(parts))
