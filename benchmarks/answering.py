"""Answer queries from a saved index in a process of its own, and print what that took as JSON.

`python -m benchmarks.answering INDEX QUERIES.json` is started by `benchmarks.search`.
"""

import asyncio
import json
import resource
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.films.search import Index

LAG_SECONDS, LAG_TICK = 6.0, 0.005


def measure(index_file: Path, queries_file: Path) -> dict[str, Any]:
    """In a fresh process: load an index, answer the queries, watch an event loop meanwhile."""
    queries = json.loads(queries_file.read_text(encoding="utf-8"))
    before = _resident()
    begun = time.perf_counter()
    from bot.films.search import Index  # here, so that its libraries count as memory and as time

    imported = time.perf_counter()
    with_libraries = _resident()
    index = Index.load(index_file)
    index.find("first")
    loaded = time.perf_counter()
    hits: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    took = []
    for query in queries:
        start = time.perf_counter()
        found = [match.id for match in index.find(query["text"])]
        took.append(time.perf_counter() - start)
        right = set(query["right"])
        hits[query["kind"]].append((bool(right.intersection(found[:1])), bool(right.intersection(found))))
    memory = _resident()
    took.sort()
    idle, busy = asyncio.run(_lags(index, [query["text"] for query in queries]))
    return {
        "kinds": {
            kind: [len(found), *(sum(side) / len(found) for side in zip(*found, strict=True))]
            for kind, found in hits.items()
        },
        "p50 ms": 1e3 * took[len(took) // 2],
        "p99 ms": 1e3 * took[int(0.99 * len(took))],
        "max ms": 1e3 * took[-1],
        "import s": imported - begun,
        "load s": loaded - imported,
        "MB over bare process": memory - before,
        "MB of it libraries": with_libraries - before,
        "loop lag p99 ms, idle": 1e3 * idle,
        "loop lag p99 ms, searching": 1e3 * busy,
    }


async def _lags(index: "Index", texts: list[str]) -> tuple[float, float]:
    """The 99th percentile of an event loop's lateness, idle and while one thread searches flat out."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1) as worker:
        idle = await _lag(LAG_SECONDS / 3)

        async def search_flat_out() -> None:
            number = 0
            while True:
                await loop.run_in_executor(worker, index.find, texts[number % len(texts)])
                number += 1

        searching = [asyncio.create_task(search_flat_out()) for _ in range(2)]  # so that one always waits
        busy = await _lag(LAG_SECONDS)
        for task in searching:
            task.cancel()
        await asyncio.gather(*searching, return_exceptions=True)
    return idle, busy


async def _lag(seconds: float) -> float:
    late = []
    end = time.perf_counter() + seconds
    while (now := time.perf_counter()) < end:
        await asyncio.sleep(LAG_TICK)
        late.append(time.perf_counter() - now - LAG_TICK)
    late.sort()
    return late[int(0.99 * len(late))]


def _resident() -> float:
    """Megabytes of this process in memory now, mapped files included."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024)


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
