"""What happens when the X server goes away: by default Xlib ends the whole process, and the show must not end."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping

_Handler = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)
_kept: list[object] = []
"""Handlers that Xlib may still call: they must outlive every window."""


def outlive_server(wm_info: Mapping[str, object], lost: Callable[[], None]) -> bool:
    """Have `lost` called instead of exit() when the X server of this window is gone.

    `wm_info` is pygame.display.get_wm_info(). False where there is no X11, or an Xlib before 1.7, which has no
    XSetIOErrorExitHandler: there the process ends with its server.
    """
    try:
        library = ctypes.CDLL("libX11.so.6")
        set_handler = library.XSetIOErrorExitHandler
        pointer = ctypes.pythonapi.PyCapsule_GetPointer
        pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
        display = pointer(wm_info["display"], b"display")
    except (OSError, AttributeError, KeyError, ValueError):
        return False
    handler = _Handler(lambda _display, _data: lost())
    _kept.append(handler)
    set_handler.argtypes, set_handler.restype = [ctypes.c_void_p, _Handler, ctypes.c_void_p], None
    set_handler(display, handler, None)
    return True
