"""The application. In Lambda the garbage collector waits until everything is imported (garbage.py)."""

import gc
import os

if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    gc.disable()
