"""What happens when the X server goes away: by default Xlib ends the whole process, and the show must not end."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping

_OnError = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
_OnExit = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)
_kept: list[object] = []
"""Handlers that Xlib may still call: they must outlive every window."""


def outlive_server(wm_info: Mapping[str, object], lost: Callable[[], None]) -> bool:
    """Have `lost` called instead of exit() when the X server of this window is gone.

    `wm_info` is pygame.display.get_wm_info(). Two handlers stand in the way of the end: one prints and exits, the
    other exits if the first did not. False where there is no X11, or an Xlib before 1.7, which can't be told.
    """
    try:
        library = ctypes.CDLL("libX11.so.6")
        set_on_error, set_on_exit = library.XSetIOErrorHandler, library.XSetIOErrorExitHandler
        pointer = ctypes.pythonapi.PyCapsule_GetPointer
        pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
        display = pointer(wm_info["display"], b"display")
    except (OSError, AttributeError, KeyError, ValueError):
        return False
    on_error, on_exit = _OnError(lambda _display: 0), _OnExit(lambda _display, _data: lost())
    _kept.extend((on_error, on_exit))
    set_on_error.argtypes, set_on_error.restype = [_OnError], ctypes.c_void_p
    set_on_exit.argtypes, set_on_exit.restype = [ctypes.c_void_p, _OnExit, ctypes.c_void_p], None
    set_on_error(on_error)
    set_on_exit(display, on_exit, None)
    return True
