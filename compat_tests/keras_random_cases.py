"""Calls of `keras.random`, every function with every dtype and kind of argument, and their answers.

    python -m compat_tests.keras_random_cases       # writes golden/keras_random.json anew

The answers are recorded from the real Keras as digests of their bytes.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

GOLDEN = Path(__file__).parent / "golden" / "keras_random.json"

_FLOATS = ("float32", "float64", "float16")
_INTEGERS = ("int32", "int64", "uint8", "int8", "uint16", "int16", "uint32")
_SEEDS = ("0", "1234567", "-3", "2**31", "2**40", "2147483646", "random.SeedGenerator(5)")

_OF_FLOATS = """
    uniform((5,3),dtype=D,seed=S)
    uniform((7,),-0.3,0.7,dtype=D,seed=S)
    uniform((),dtype=D,seed=S)
    uniform((2,3),0,[1.,2.,3.],dtype=D,seed=S)
    normal((5,3),dtype=D,seed=S)
    normal((3,),1.3,0.7,dtype=D,seed=S)
    normal((2,3),[1.,2.,3.],0.3,dtype=D,seed=S)
    truncated_normal((9,3),dtype=D,seed=S)
    truncated_normal((50,),-0.3,0.1,dtype=D,seed=S)
    dropout(ops.ones((6,4),dtype=D),0.3,seed=S)
    dropout(ops.ones((6,4),dtype=D),0.5,(6,1),seed=S)
    dropout(ops.ones((6,4),dtype=D),0.1,(None,4),seed=S)
    gamma((6,),0.4,dtype=D,seed=S)
    gamma((6,),1.0,dtype=D,seed=S)
    gamma((6,),5,dtype=D,seed=S)
    gamma((2,4,3),[0.3,1.0,2.5],dtype=D,seed=S)
    beta((6,),0.4,2.0,dtype=D,seed=S)
    beta((4,3),[0.3,1.0,2.5],[1.,2.,3.],dtype=D,seed=S)
    binomial((30,),12,0.3,dtype=D,seed=S)
    binomial((30,),200,0.7,dtype=D,seed=S)
    binomial((8,3),[1.,20.,300.],[0.3,.6,.9],dtype=D,seed=S)
    binomial((4,2,3),np.float32([[10],[40]]),np.float32([.2,.5,.8]),dtype=D,seed=S)
    binomial((4,),[0.,4.,-1.,3.5],[.5,1.5,.5,-.1],dtype=D,seed=S)
""".split()
_OF_INTEGERS = """
    randint((7,),-5,100,dtype=D,seed=S)
    randint((3,2),0,2,dtype=D,seed=S)
    categorical(np.log([[.1,.2,.7],[.5,.4,.1]]),8,dtype=D,seed=S)
    categorical(np.float16([[1,2,3,-1],[0,0,0,5]]),3,dtype=D,seed=S)
""".split()
_OF_NEITHER = """
    shuffle(np.arange(40),seed=S)
    shuffle(np.arange(40.).reshape(8,5),axis=1,seed=S)
    shuffle(np.arange(40.).reshape(8,5),axis=-1,seed=S)
    shuffle(np.zeros((0,)),seed=S)
    randint((4,),0,2**31-1,seed=S)
    randint((4,),-2**31,2**31-1,seed=S)
    randint((4,),0,2**62,dtype='int64',seed=S)
    randint((4,),-2**40,2**50,dtype='int64',seed=S)
    categorical(np.float32([[-np.inf,0.,0.],[np.nan,-np.inf,1.]]),9,seed=S)
    categorical(np.zeros((2,3)),0,seed=S)
    categorical(np.float32([[-np.inf,-np.inf],[np.nan,np.inf],[0.,1.]]),4,seed=S)
    dropout(np.ones((3,4,5),'float32'),0.5,(4,1),seed=S)
    gamma((3,),0.,seed=S)
    uniform((0,3),seed=S)
    uniform((2,),5,3,seed=S)
    dropout([1.,2.,3.],0.5,seed=S)
    random.SeedGenerator(7).next(ordered=False)
""".split()
# How a distribution's parameter is written changes its last bits: TensorFlow rounds some of them.
_WRITTEN = (".3", "1", "[.3,.9,1.7]", "np.float64(.3)", "np.float64([.3,.9,1.7])")
_WRITTEN += ("np.float32([.3,.9,1.7])", "np.int64(2)")
_OF_PARAMETERS = """
    gamma((5,3),P,dtype=D,seed=3)
    beta((5,3),P,2.3,dtype=D,seed=3)
    beta((5,3),1.1,P,dtype=D,seed=3)
    binomial((50,3),40,P,dtype=D,seed=3)
    binomial((50,3),P,.7,dtype=D,seed=3)
    uniform((5,3),P,5.3,dtype=D,seed=3)
    uniform((5,3),-1.1,P,dtype=D,seed=3)
    normal((5,3),P,.7,dtype=D,seed=3)
    normal((5,3),.7,P,dtype=D,seed=3)
    truncated_normal((5,3),P,.7,dtype=D,seed=3)
    truncated_normal((5,3),.7,P,dtype=D,seed=3)
""".split()


def calls() -> list[str]:
    """Every call, as text."""
    found = [
        call.replace("dtype=D", f"dtype={dtype!r}")
        for table, dtypes in ((_OF_FLOATS, _FLOATS), (_OF_INTEGERS, _INTEGERS))
        for call in table
        for dtype in dtypes
    ]
    found = [
        call.replace("seed=S", f"seed={seed}") for call in [*found, *_OF_NEITHER] for seed in _SEEDS
    ]
    found += [
        call.replace("(P", f"({value}")
        .replace(",P", f",{value}")
        .replace("dtype=D", f"dtype={d!r}")
        for call in _OF_PARAMETERS
        for value in _WRITTEN
        for d in _FLOATS
    ]
    return list(dict.fromkeys(found))


def answered(keras: Any, texts: list[str]) -> dict[str, str]:
    """Call -> digest of dtype, shape and bytes of what `keras.random` answers."""
    scope = {**vars(keras.random), **{name: getattr(keras.random, name) for name in _NAMES}}
    scope.update(np=np, ops=keras.ops, random=keras.random)
    return {text: digest(np.asarray(eval(text, scope))) for text in texts}


_NAMES = """
    beta binomial categorical dropout gamma normal randint shuffle truncated_normal uniform
""".split()


def digest(array: np.ndarray) -> str:
    """Of dtype, shape and bytes."""
    what = f"{array.dtype.name} {array.shape} ".encode() + np.ascontiguousarray(array).tobytes()
    return hashlib.sha256(what).hexdigest()[:16]


def record() -> None:
    """Writes the golden file, from the real Keras."""
    from compat_tests.oracle import Oracle

    with Oracle("keras") as real:
        found = real.call("compat_tests.keras_random_cases:answered", calls())
        versions = real.call("compat_tests.keras_random_cases:versions")
    GOLDEN.write_text(json.dumps({"meta": versions, "calls": found}, indent=0) + "\n")


def versions(keras: Any) -> dict[str, str]:
    """What the answers were recorded with."""
    import tensorflow

    return {"keras": keras.__version__, "tensorflow": tensorflow.__version__}


if __name__ == "__main__":
    record()
