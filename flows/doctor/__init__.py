"""The examination of an installation: one finding a line, in plain words, with what to do. Changes and sends nothing."""
