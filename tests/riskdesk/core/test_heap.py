import subprocess
import sys


def test_a_large_block_leaves_when_it_is_freed() -> None:
    """Also after one of 20 MB was freed, from which glibc by itself learns to keep the next."""
    program = """
from riskdesk.core.heap import give_back_early
give_back_early()
def anonymous():
    return int([line.split()[1] for line in open("/proc/self/status") if line.startswith("RssAnon")][0])
import ctypes
c = ctypes.CDLL(None)
c.malloc.restype, c.malloc.argtypes, c.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
c.free(c.malloc(20_000_000))
blocks = [c.malloc(4_000_000) for _ in range(10)]
for block in blocks:
    ctypes.memset(block, 1, 4_000_000)
keeps, before = c.malloc(1000), anonymous()
for block in blocks[:-1]:
    c.free(block)
print(before - anonymous())
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(said.stdout) > 30_000
