"""How well and how fast films and people are found: `python -m benchmarks.search [FILMS.jsonl[.gz]]`.

For each catalogue the index is built and saved here; a fresh process then maps it and answers seeded queries,
so its memory and load time are those of a bot that starts. Recall@1 counts any of several entries that bear
the very same name as right, unless the query says the year: the bot shows a chooser then.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from rapidfuzz import fuzz, process

from benchmarks.catalogues import films, people
from benchmarks.queries import EARLY_KINDS, FILM_KINDS, PERSON_KINDS, PREFIX_KINDS, Query, queries
from bot.films.search import Entry, Index
from bot.films.titles import fold

# Makes the entries that are asked for, and all entries, from a file, a count and a seed.
Catalogue = Callable[[Path | None, int, int], tuple[list[Entry], list[Entry]]]

BASELINE_QUERIES = 60


def run(name: str, entries: Sequence[Entry], asked: Sequence[Query], whole: Sequence[str]) -> float:
    """Build, save, measure in a fresh process, print; gives the median time of a search in ms.

    Args:
        name: what the entries are.
        entries: what is searched.
        asked: the queries.
        whole: the kinds of query that are whole names; `PREFIX_KINDS` are summed up apart.
    """
    begun = time.perf_counter()
    index = Index.build(entries)
    built = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder:
        index_file, queries_file = Path(folder, "index"), Path(folder, "queries.json")
        index.save(index_file)
        size = index_file.stat().st_size / 1e6
        queries_file.write_text(json.dumps([asdict(query) for query in asked]), encoding="utf-8")
        del index
        command = [sys.executable, "-m", "benchmarks.answering", str(index_file), str(queries_file)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"\n{name}: {len(entries):,}, {len(asked):,} queries, built in {built:.1f} s, file {size:.0f} MB")
    kinds = found.pop("kinds")
    for kind in sorted(kinds):
        _print_recall(kind, [kinds[kind]])
    _print_recall("WHOLE NAMES", [kinds[kind] for kind in whole if kind in kinds])
    _print_recall("PREFIXES", [kinds[kind] for kind in PREFIX_KINDS if kind in kinds])
    for key, value in found.items():
        print(f"  {key:<28}{value:8.2f}")
    return float(found["p50 ms"])


def _print_recall(name: str, rows: Sequence[tuple[int, float, float]]) -> None:
    count = sum(row[0] for row in rows)
    if count:
        first, five = (sum(row[0] * row[place] for row in rows) / count for place in (1, 2))
        print(f"  {name:<22}{count:>6}   R@1 {first:.3f}   R@5 {five:.3f}")


def baseline(entries: Sequence[Entry], asked: Sequence[Query], p50: float) -> None:
    """Print how WRatio over all names does on some of the queries, and how much slower than `p50` ms."""
    names = [(entry.id, fold(name)) for entry in entries for name in entry.names]
    texts = [name for _, name in names]
    some = asked[: max(6, BASELINE_QUERIES * 100_000 // max(len(texts), 100_000))]
    first = five = 0
    took = []
    for query in some:
        start = time.perf_counter()
        best = process.extract(fold(query.text), texts, scorer=fuzz.WRatio, limit=5)
        took.append(1e3 * (time.perf_counter() - start))
        found = [names[place][0] for _, _, place in best]
        first += found[0] in query.right
        five += bool(set(found) & set(query.right))
    middle = sorted(took)[len(took) // 2]
    print(
        f"  WRatio over all names, {len(some)} queries: R@1 {first / len(some):.2f}, "
        f"R@5 {five / len(some):.2f}, p50 {middle:.0f} ms = {middle / p50:.0f} times the index"
    )


def main() -> None:
    """Read the command line and run what it asks for."""
    summary = str(__doc__).partition("\n")[0]
    parser = argparse.ArgumentParser(description=summary)
    parser.add_argument("films", nargs="?", type=Path, help="JSON lines with title, year, cast; plain or .gz")
    parser.add_argument("--sizes", nargs="+", type=int, default=[100_000, 1_000_000], help="films in all")
    parser.add_argument("--people", type=int, default=100_000, help="people in all; 0: none")
    parser.add_argument("--each", type=int, default=200, help="queries of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-baseline", dest="baseline", action="store_false")
    options = parser.parse_args()
    catalogues: list[tuple[str, Catalogue, int, tuple[str, ...]]] = [
        ("films", films, size, FILM_KINDS) for size in options.sizes
    ]
    if options.people:
        catalogues.append(("people", people, options.people, PERSON_KINDS))
    for name, make, size, kinds in catalogues:
        meant, entries = make(options.films, size, options.seed)
        asked = list(queries(entries, meant, kinds, options.each, options.seed + 1))
        asked += queries(entries, meant, PREFIX_KINDS + EARLY_KINDS, 4 * options.each, options.seed + 2)
        random.Random(options.seed).shuffle(asked)
        p50 = run(name, entries, asked, kinds)
        if options.baseline:
            baseline(entries, [query for query in asked if query.kind in kinds], p50)


if __name__ == "__main__":
    main()
